package id.loket.local.server;

import id.loket.local.ProjectFolder;
import id.loket.local.process.JavaCommand;
import id.loket.local.process.Launch;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/** One Cassandra node on the JDK that runs this program. */
public final class CassandraProgram implements ServerProgram {
  private static final List<String> EXPORTS =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.base/java.lang.ref",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.unsupported/sun.misc",
          "jdk.compiler/com.sun.tools.javac.file");
  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.math",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "java.management/javax.management",
          "java.rmi/sun.rmi.transport.tcp",
          "jdk.management.agent/jdk.internal.agent",
          "jdk.management/com.sun.management.internal");

  private final ProjectFolder project;
  private final Path folder;
  private final int port;
  private final int storagePort;
  private final List<String> javaOptions;

  /**
   * @param javaOptions for its JVM, after those that keep it small and quick to start
   */
  public CassandraProgram(
      ProjectFolder project, Path folder, int port, int storagePort, List<String> javaOptions) {
    this.project = project;
    this.folder = folder;
    this.port = port;
    this.storagePort = storagePort;
    this.javaOptions = javaOptions;
  }

  @Override
  public void prepare() throws IOException {
    Files.writeString(
        folder.resolve("cassandra.yaml"),
        resource("cassandra.yaml")
            .replace("{folder}", folder.toString())
            .replace("{port}", Integer.toString(port))
            .replace("{storagePort}", Integer.toString(storagePort)));
    Files.writeString(folder.resolve("logback.xml"), resource("cassandra-logback.xml"));
  }

  @Override
  public List<Launch> launches() {
    List<Path> classPath = new ArrayList<>();
    // Ahead of Cassandra's own jars: it replaces a class that JDK 24 and later cannot load.
    classPath.add(project.resolve("deploy/local/servers/cassandra/target/classes"));
    classPath.addAll(project.serverClassPath("cassandra"));
    Path jamm =
        classPath.stream()
            .filter(jar -> jar.getFileName().toString().startsWith("jamm-"))
            .findFirst()
            .orElseThrow();
    List<String> options = new ArrayList<>();
    EXPORTS.forEach(each -> options.addAll(List.of("--add-exports", each + "=ALL-UNNAMED")));
    OPENS.forEach(each -> options.addAll(List.of("--add-opens", each + "=ALL-UNNAMED")));
    options.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xms160m",
            "-Xmx160m",
            "-Xss256k",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djdk.attach.allowAttachSelf=true",
            "-javaagent:" + jamm,
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-Djava.awt.headless=true",
            "-Dcassandra.config=" + folder.resolve("cassandra.yaml").toUri(),
            "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
            "-Dcassandra.storagedir=" + folder,
            "-Dcassandra.logdir=" + folder,
            "-Dcassandra-foreground=yes",
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            "-Dcassandra.ring_delay_ms=0",
            "-Dcassandra.initial_token=0"));
    options.addAll(javaOptions);
    return List.of(
        new Launch(
            "cassandra",
            JavaCommand.of(
                options, classPath, "org.apache.cassandra.service.CassandraDaemon", List.of()),
            folder));
  }

  @Override
  public boolean answers() throws IOException {
    return speaksCql("127.0.0.1", port);
  }

  /** Sends the OPTIONS frame of CQL's native protocol, version 4, and expects SUPPORTED. */
  public static boolean speaksCql(String host, int port) throws IOException {
    byte[] optionsFrame = {4, 0, 0, 0, 5, 0, 0, 0, 0};
    int supported = 6;
    try (Socket socket = Sockets.open(SocketFactory.getDefault(), host, port)) {
      socket.getOutputStream().write(optionsFrame);
      byte[] header = new byte[optionsFrame.length];
      new DataInputStream(socket.getInputStream()).readFully(header);
      return header[4] == supported;
    }
  }

  private static String resource(String name) {
    try (InputStream in = CassandraProgram.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
