package id.loket.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a stack is started.
 *
 * @param kind documented ports and data that stays, or free ports and data that goes
 * @param project the checkout
 * @param dataFolder where the servers keep their data, logs and process ids; null for a temporary
 *     one
 * @param cacheFolder where unpacked server programs are kept between starts
 * @param environment named servers, port numbers and simulation knobs
 * @param progress told what happens
 */
public record Options(
    Kind kind,
    ProjectFolder project,
    Path dataFolder,
    Path cacheFolder,
    Map<String, String> environment,
    Progress progress) {
  private static final String TLS = "LOKET_LOCAL_TLS";

  /** The two ways of starting. */
  public enum Kind {
    /** {@code make run}: documented ports, data under the checkout. */
    LASTING,
    /** Tests: free ports, a temporary data folder that is removed on close. */
    TEMPORARY
  }

  public Options {
    environment = Map.copyOf(environment);
  }

  /** Documented ports, data under {@code <checkout>/.loket} or {@code LOKET_DATA}. */
  public static Options lasting() {
    ProjectFolder project = ProjectFolder.find();
    Map<String, String> environment = System.getenv();
    String chosen = environment.get("LOKET_DATA");
    Path data = chosen == null ? project.resolve(".loket") : Path.of(chosen).toAbsolutePath();
    return new Options(
        Kind.LASTING, project, data, cache(environment), environment, Progress.to(System.out));
  }

  /** Free ports and a temporary data folder, silent: what tests want. */
  public static Options temporary() {
    Map<String, String> environment = System.getenv();
    return new Options(
        Kind.TEMPORARY,
        ProjectFolder.find(),
        null,
        cache(environment),
        environment,
        Progress.silent());
  }

  /** The same with one more variable, for example {@code LOKET_HOLD_FAILURE_RATE=0}. */
  public Options with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Options(kind, project, dataFolder, cacheFolder, more, progress);
  }

  /** JVM options in a variable, separated by spaces. */
  public List<String> javaOptions(String variable, String usual) {
    return Stream.of(environment.getOrDefault(variable, usual).split("\\s+"))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  public Options with(Progress other) {
    return new Options(kind, project, dataFolder, cacheFolder, environment, other);
  }

  public Options withDataFolder(Path folder) {
    return new Options(kind, project, folder, cacheFolder, environment, progress);
  }

  /**
   * Whether other machines are to reach gateway and apk-ota ({@code PUBLIC=1}): then there are no
   * sample users, whose passwords everybody knows.
   */
  public boolean isPublic() {
    return kind == Kind.LASTING && "1".equals(environment.get("PUBLIC"));
  }

  /**
   * The same with PostgreSQL, Redis and RabbitMQ that speak nothing but TLS; services speak it to
   * Cassandra too, before which something has to end it.
   */
  public Options encrypted() {
    return with(TLS, "1");
  }

  boolean isEncrypted() {
    return isTemporary() && "1".equals(environment.get(TLS));
  }

  boolean isTemporary() {
    return kind == Kind.TEMPORARY;
  }

  private static Path cache(Map<String, String> environment) {
    String xdg = environment.get("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache")
            : Path.of(xdg);
    return base.toAbsolutePath().resolve("loket");
  }
}
