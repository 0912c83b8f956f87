package id.loket.local.server;

import id.loket.local.Endpoint;
import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import id.loket.local.process.Launch;
import id.loket.local.process.PrivateFile;
import id.loket.local.process.Programs;
import id.loket.local.secret.LocalAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.net.SocketFactory;

/** Redis with its append-only file on: what it has acknowledged survives its own death. */
public final class RedisProgram implements ServerProgram {
  private final ProjectFolder project;
  private final CacheFolder cache;
  private final Path folder;
  private final Endpoint endpoint;
  private final Optional<LocalAuthority> authority;
  private Path program;

  /**
   * @param authority whose certificate it shows, and then speaks nothing but TLS
   */
  public RedisProgram(
      ProjectFolder project,
      CacheFolder cache,
      Path folder,
      Endpoint endpoint,
      Optional<LocalAuthority> authority) {
    this.project = project;
    this.cache = cache;
    this.folder = folder;
    this.endpoint = endpoint;
    this.authority = authority;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    program = program();
    // The password goes into a file: a command line is there for everybody to read.
    Path configuration = folder.resolve("redis.conf");
    PrivateFile.write(
        configuration,
        """
        %s
        bind 127.0.0.1
        dir "%s"
        requirepass %s
        appendonly yes
        appendfsync everysec
        save ""
        daemonize no
        """
            .formatted(listening(), folder, endpoint.password()));
  }

  private String listening() {
    return authority
        .map(
            known ->
                """
                port 0
                tls-port %d
                tls-cert-file "%s"
                tls-key-file "%s"
                tls-ca-cert-file "%s"
                tls-auth-clients no\
                """
                    .formatted(
                        endpoint.port(),
                        known.serverCertificate(),
                        known.serverKey(),
                        known.certificate()))
        .orElse("port " + endpoint.port());
  }

  @Override
  public List<Launch> launches() {
    return List.of(
        new Launch(
            "redis", List.of(program.toString(), folder.resolve("redis.conf").toString()), folder));
  }

  @Override
  public boolean answers() throws IOException {
    return ping(endpoint, Sockets.factory(authority));
  }

  /** Signs in and pings: also false while the data is still being loaded. */
  public static boolean ping(Endpoint endpoint) throws IOException {
    return ping(endpoint, SocketFactory.getDefault());
  }

  private static boolean ping(Endpoint endpoint, SocketFactory sockets) throws IOException {
    try (Socket socket = Sockets.open(sockets, endpoint.host(), endpoint.port())) {
      String login = "";
      if (!endpoint.password().isEmpty()) {
        String user = endpoint.user().isEmpty() ? "" : endpoint.user() + " ";
        login = "AUTH " + user + endpoint.password() + "\r\n";
      }
      socket.getOutputStream().write((login + "PING\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.contains("+PONG");
    }
  }

  private Path program() throws IOException, InterruptedException {
    Path jar =
        project.serverClassPath("redis").stream()
            .filter(each -> each.getFileName().toString().startsWith("embedded-redis"))
            .findFirst()
            .orElseThrow();
    String name = jar.getFileName().toString().replace(".jar", "");
    Path unpacked = cache.unpacked(name, into -> unpack(jar, into)).resolve("redis-server");
    if (runs(unpacked)) {
      return unpacked;
    }
    return Programs.find("redis-server")
        .orElseThrow(
            () ->
                new StackException(
                    "The bundled Redis does not run on this machine (it needs libssl3). Install"
                        + " libssl3 or redis-server, or name a server with LOKET_REDIS_URL."));
  }

  private static void unpack(Path jar, Path into) throws IOException {
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String ending = (mac ? "darwin" : "linux") + (arm ? "-arm64" : "-amd64");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry =
          zip.stream()
              .filter(each -> each.getName().contains("redis-server"))
              .filter(each -> each.getName().endsWith(ending))
              .findFirst()
              .orElse(null);
      if (entry == null) {
        return; // the machine's own redis-server is tried instead
      }
      Path program = into.resolve("redis-server");
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, program);
      }
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static boolean runs(Path program) throws IOException, InterruptedException {
    return Files.exists(program)
        && Programs.run(program.getParent(), Map.of(), List.of(program.toString(), "--version"))
            .succeeded();
  }
}
