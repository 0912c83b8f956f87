package id.loket.local.server;

import id.loket.local.Endpoint;
import id.loket.local.ProjectFolder;
import id.loket.local.process.JavaCommand;
import id.loket.local.process.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One OpenSearch node on the JDK that runs this program, without a login: loopback only. */
public final class OpenSearchProgram implements ServerProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ProjectFolder project;
  private final Path folder;
  private final Endpoint endpoint;
  private final int transportPort;

  public OpenSearchProgram(
      ProjectFolder project, Path folder, Endpoint endpoint, int transportPort) {
    this.project = project;
    this.folder = folder;
    this.endpoint = endpoint;
    this.transportPort = transportPort;
  }

  @Override
  public void prepare() throws IOException {
    Files.createDirectories(folder);
  }

  @Override
  public List<Launch> launches() {
    List<Path> classPath = new ArrayList<>();
    classPath.add(project.resolve("deploy/local/servers/opensearch/target/classes"));
    classPath.addAll(project.serverClassPath("opensearch"));
    List<String> options =
        List.of(
            "-Xms256m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-modules",
            "jdk.incubator.vector");
    return List.of(
        new Launch(
            "opensearch",
            JavaCommand.of(
                options,
                classPath,
                "id.loket.local.opensearch.OpenSearchNode",
                List.of(
                    folder.toString(),
                    Integer.toString(endpoint.port()),
                    Integer.toString(transportPort))),
            folder));
  }

  /** Ready when every index that was there before can be read again. */
  @Override
  public boolean answers() throws IOException, InterruptedException {
    return HttpCall.status(
            HttpCall.to(endpoint.url() + "/_cluster/health?wait_for_status=yellow&timeout=2s")
                .timeout(PATIENCE)
                .build())
        == 200;
  }
}
