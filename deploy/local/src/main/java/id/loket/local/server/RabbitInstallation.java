package id.loket.local.server;

import id.loket.local.StackException;
import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    environment.put("LD_LIBRARY_PATH", DebianPackages.libraries(root));
    return new RabbitInstallation(script, erlang.resolve("bin/epmd"), environment);
  }

  private static void unpackPackages(Path into) throws IOException, InterruptedException {
    try {
      DebianPackages.unpack(into, "rabbitmq-server");
    } catch (StackException e) {
      throw howToInstall(e.getMessage());
    }
    relocateErlang(into);
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
}
