package id.loket.local.server;

import id.loket.local.Endpoint;
import id.loket.local.ProjectFolder;
import id.loket.local.process.JavaCommand;
import id.loket.local.process.Launch;
import id.loket.local.process.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** S3Proxy over a folder: it checks signatures and their age as the real S3 does. */
public final class S3Program implements ServerProgram {
  private final ProjectFolder project;
  private final Path folder;
  private final Endpoint endpoint;
  private final List<String> javaOptions;

  /**
   * @param javaOptions for its JVM, after those that keep it small and quick to start
   */
  public S3Program(
      ProjectFolder project, Path folder, Endpoint endpoint, List<String> javaOptions) {
    this.project = project;
    this.folder = folder;
    this.endpoint = endpoint;
    this.javaOptions = javaOptions;
  }

  @Override
  public void prepare() throws IOException {
    Files.createDirectories(folder.resolve("buckets"));
    Path configuration = folder.resolve("s3proxy.conf");
    PrivateFile.write(
        configuration,
        """
        s3proxy.endpoint=%s
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.identity=unused
        jclouds.credential=unused
        jclouds.filesystem.basedir=%s
        """
            .formatted(
                endpoint.url(), endpoint.user(), endpoint.password(), folder.resolve("buckets")));
  }

  @Override
  public List<Launch> launches() {
    List<String> options = new ArrayList<>(JavaCommand.small(96));
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("--sun-misc-unsafe-memory-access=allow");
    options.add(
        "-Dlogback.configurationFile=" + project.resolve("deploy/local/servers/s3/logback.xml"));
    options.addAll(javaOptions);
    return List.of(
        new Launch(
            "s3",
            JavaCommand.of(
                options,
                project.serverClassPath("s3"),
                "org.gaul.s3proxy.Main",
                List.of("--properties", folder.resolve("s3proxy.conf").toString())),
            folder));
  }

  @Override
  public boolean answers() throws IOException, InterruptedException {
    return new S3Buckets(endpoint).list() == 200;
  }
}
