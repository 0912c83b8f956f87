package id.loket.local.bench;

import id.loket.local.Endpoint;
import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** psql and pgbench (Debian: postgresql-client, postgresql-contrib), as the server's owner. */
final class Pgbench {
  private static final int MOST_MINOR_VERSIONS = 1000;
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

  private final Endpoint server;

  Pgbench(Endpoint server) {
    this.server = server;
  }

  /** Refuses to go on without the programs. */
  static void require() {
    for (String program : List.of("psql", "pgbench")) {
      if (Programs.find(program).isEmpty()) {
        throw new StackException(
            program + " is missing: Debian's postgresql-client and postgresql-contrib have it.");
      }
    }
  }

  /** Makes a database with the tables a service has, as its migrations make them. */
  void create(String database, ProjectFolder project, String service) {
    sql("postgres", "create database " + database);
    List<Path> schema =
        new ArrayList<>(migrations(project.resolve("service-kit/src/main/resources/db/kit")));
    schema.addAll(migrations(project.resolve(service + "/src/main/resources/db/migration")));
    sql(database, schema);
  }

  /** Runs SQL files in a database. */
  void sql(String database, List<Path> files) {
    List<String> command = new ArrayList<>(List.of("psql", "-q", "-v", "ON_ERROR_STOP=1"));
    files.forEach(file -> command.addAll(List.of("-f", file.toString())));
    run(database, command);
  }

  void sql(String database, String statement) {
    run(database, List.of("psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement));
  }

  /** Transactions per second of a script, prepared statements, after the given time. */
  double transactionsPerSecond(String database, Path script, int clients, int seconds) {
    return script(database, script, clients, "--time=" + seconds);
  }

  /** Transactions per second of a script, prepared statements, run so often in all. */
  double transactionsPerSecondOf(long count, String database, Path script, int clients) {
    return script(database, script, clients, "--transactions=" + Math.max(1, count / clients));
  }

  private double script(String database, Path script, int clients, String length) {
    String said =
        run(
            database,
            List.of(
                "pgbench",
                "--no-vacuum",
                "--protocol=prepared",
                "--define=i=0",
                "--client=" + clients,
                "--jobs=2",
                length,
                "--file=" + script));
    Matcher tps = TPS.matcher(said);
    if (!tps.find()) {
      throw new StackException("pgbench said no tps:\n" + said);
    }
    return Double.parseDouble(tps.group(1));
  }

  private String run(String database, List<String> command) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(1, List.of("-h", server.host(), "-p", "" + server.port(), "-U", server.user()));
    whole.add(database);
    ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", server.password());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new StackException(String.join(" ", whole) + " failed:\n" + said);
      }
      return said;
    } catch (IOException e) {
      throw new StackException(command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  /** The SQL files in a folder of the checkout, in the order Flyway runs them. */
  private static List<Path> migrations(Path folder) {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted(Comparator.comparing(Pgbench::version))
          .toList();
    } catch (IOException e) {
      throw new StackException("no migrations: " + e.getMessage(), e);
    }
  }

  /** Where a migration stands among the others: V9 before V10. */
  private static Integer version(Path migration) {
    String name = migration.getFileName().toString();
    String[] parts = name.substring(1, name.indexOf("__")).split("_");
    int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    return Integer.parseInt(parts[0]) * MOST_MINOR_VERSIONS + minor;
  }
}
