package id.loket.local.server;

import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import id.loket.local.process.Programs;
import id.loket.local.supply.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A RabbitMQ that can be run: the machine's own, or Debian's packages unpacked (not installed) into
 * the cache.
 *
 * @param server the rabbitmq-server script
 * @param epmd Erlang's port mapper
 * @param environment what makes an unpacked Erlang find itself; empty for an installed one
 */
record RabbitInstallation(Path server, Path epmd, Map<String, String> environment) {
  private static final String UNPACKED = "rabbitmq-debian";
  private static final String ERLANG_PREFIX = "/usr/lib/erlang";
  private static final String ERLANG_VARIABLE = "LOKET_ERLANG";

  static RabbitInstallation find(CacheFolder cache) throws IOException, InterruptedException {
    Optional<Path> installed = installed();
    Optional<Path> epmd = Programs.find("epmd");
    if (installed.isPresent() && epmd.isPresent()) {
      return new RabbitInstallation(installed.get(), epmd.get(), Map.of());
    }
    return in(cache.unpacked(UNPACKED, RabbitInstallation::unpackPackages));
  }

  /** Not Debian's command of this name: that insists on the user "rabbitmq". */
  private static Optional<Path> installed() throws IOException {
    Path debian = Path.of("/usr/lib/rabbitmq/lib");
    if (Files.isDirectory(debian)) {
      return Optional.of(one(debian, "rabbitmq_server-").resolve("sbin/rabbitmq-server"));
    }
    return Programs.find("rabbitmq-server");
  }

  private static RabbitInstallation in(Path root) throws IOException {
    Path server = one(root.resolve("usr/lib/rabbitmq/lib"), "rabbitmq_server-");
    Path script = server.resolve("sbin/rabbitmq-server");
    Path erlang = root.resolve("usr/lib/erlang");
    if (!Files.isDirectory(erlang)) {
      Path epmd = Programs.find("epmd").orElseThrow(() -> howToInstall("Erlang is missing."));
      return new RabbitInstallation(script, epmd, Map.of());
    }
    Path runtime = one(erlang, "erts-");
    Map<String, String> environment = new HashMap<>();
    environment.put(ERLANG_VARIABLE, erlang.toString());
    environment.put(
        "PATH", erlang.resolve("bin") + ":" + runtime.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("LD_LIBRARY_PATH", libraries(root));
    return new RabbitInstallation(script, erlang.resolve("bin/epmd"), environment);
  }

  /** Runs unprivileged: apt gets lists and cache folders of its own, dpkg-deb only unpacks. */
  private static void unpackPackages(Path into) throws IOException, InterruptedException {
    if (Programs.find("apt-get").isEmpty() || Programs.find("dpkg-deb").isEmpty()) {
      throw howToInstall("This machine has neither rabbitmq-server nor apt-get to fetch it with.");
    }
    Path apt = into.resolveSibling(UNPACKED + ".apt");
    Files.createDirectories(apt.resolve("lists/partial"));
    Files.createDirectories(apt.resolve("cache/archives/partial"));
    List<String> privately =
        List.of(
            "apt-get",
            "-q",
            "-o",
            "Dir::State=" + apt,
            "-o",
            "Dir::State::lists=" + apt.resolve("lists"),
            "-o",
            "Dir::State::status=/var/lib/dpkg/status",
            "-o",
            "Dir::Cache=" + apt.resolve("cache"),
            "-o",
            "Debug::NoLocking=true",
            "-o",
            "APT::Sandbox::User=",
            "-o",
            "APT::Get::AllowUnauthenticated=false",
            "-o",
            "Acquire::AllowInsecureRepositories=false",
            "-o",
            "APT::Update::Post-Invoke::=true",
            "-o",
            "DPkg::Post-Invoke::=true",
            "-o",
            "Acquire::Retries=3");
    run(into, privately, "update");
    run(
        into,
        privately,
        "install",
        "--no-install-recommends",
        "--download-only",
        "-y",
        "rabbitmq-server");
    try (Stream<Path> packages = Files.list(apt.resolve("cache/archives"))) {
      Map<String, String> recorded =
          Digests.read(ProjectFolder.find().resolve("deploy/supply/downloads.sha256"));
      for (Path file : packages.filter(each -> each.toString().endsWith(".deb")).toList()) {
        refuseChanged(file, recorded);
        run(into, List.of("dpkg-deb", "-x", file.toString()), into.toString());
      }
    }
    Folders.delete(apt);
    relocateErlang(into);
  }

  /**
   * The same version must be the same file. For one that is newer than those recorded Debian's
   * signed lists have to do, by which apt-get has checked it.
   */
  private static void refuseChanged(Path file, Map<String, String> recorded) {
    String expected = recorded.get(file.getFileName().toString());
    if (expected != null && !expected.equals(Digests.of(file))) {
      throw new StackException(
          file.getFileName() + " is not the file that deploy/supply/downloads.sha256 records.");
    }
  }

  /** Debian writes the installed place into Erlang's launchers; here it comes from a variable. */
  private static void relocateErlang(Path root) throws IOException {
    Path erlang = root.resolve("usr/lib/erlang");
    if (!Files.isDirectory(erlang)) {
      return; // the machine's own Erlang is used
    }
    for (Path folder : List.of(erlang.resolve("bin"), one(erlang, "erts-").resolve("bin"))) {
      for (String launcher : List.of("erl", "start")) {
        Path script = folder.resolve(launcher);
        if (Files.isRegularFile(script)) {
          String text = Files.readString(script);
          Files.writeString(script, text.replace(ERLANG_PREFIX, "${" + ERLANG_VARIABLE + "}"));
        }
      }
    }
  }

  private static void run(Path folder, List<String> command, String... arguments)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    Programs.Output output =
        Programs.run(folder, Map.of("DEBIAN_FRONTEND", "noninteractive", "LC_ALL", "C"), whole);
    if (!output.succeeded()) {
      throw howToInstall(
          "Fetching RabbitMQ's packages failed at '"
              + command.getFirst()
              + " "
              + arguments[0]
              + "':\n"
              + output.text());
    }
  }

  private static StackException howToInstall(String reason) {
    return new StackException(
        reason
            + "\n"
            + "Install RabbitMQ 3.10 or newer (Debian: apt-get install rabbitmq-server; macOS: brew"
            + " install rabbitmq) so that rabbitmq-server is on PATH, or name a running one with"
            + " LOKET_RABBITMQ_URL.");
  }

  private static Path one(Path folder, String start) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(each -> each.getFileName().toString().startsWith(start))
          .findFirst()
          .orElseThrow(() -> new IOException(folder + " holds no " + start + "*"));
    }
  }

  private static String libraries(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root.resolve("usr/lib"))) {
      return entries
          .filter(each -> each.getFileName().toString().endsWith("-linux-gnu"))
          .map(Path::toString)
          .reduce((one, other) -> one + ":" + other)
          .orElse("");
    }
  }
}
