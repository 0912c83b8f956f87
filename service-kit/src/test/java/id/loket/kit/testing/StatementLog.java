package id.loket.kit.testing;

import id.loket.local.Endpoint;
import id.loket.local.Server;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a service asks of PostgreSQL, from the log PostgreSQL itself writes of every statement. It
 * is written until this is closed.
 */
public final class StatementLog implements AutoCloseable {
  private static final Pattern ENTRY =
      Pattern.compile(
          "^\\S+ \\S+ \\S+ \\[(\\d+)] \\S+ LOG: {2}(?:statement|execute [^:]+): (.*)$",
          Pattern.DOTALL);
  private static final Pattern BEGINS_ENTRY =
      Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\S+ \\S+ \\[");
  private static final Pattern WRITES =
      Pattern.compile(
          "insert into|delete from|(?<!for )(?<!no key )update \\w+|pg_notify|from take_\\w+\\(",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ENDS = Pattern.compile("(?i)commit|rollback");

  private final String service;
  private final Path log;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));
  private final PgConnection owner;
  private long from;

  /** Begins to have the statements of that service written down. */
  public StatementLog(String service) {
    this.service = service;
    this.log = LocalStackResource.stack().log(Server.POSTGRES);
    Endpoint server = LocalStackResource.stack().endpoint(Server.POSTGRES);
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(server.host())
            .setPort(server.port())
            .setUser(server.user())
            .setPassword(server.password())
            .setDatabase("postgres");
    this.owner = await(PgConnection.connect(vertx, options));
    set("alter system set log_statement = 'all'");
    mark();
  }

  /**
   * What was asked.
   *
   * @param statements one after the other, those that begin and end transactions among them
   * @param commits how many transactions wrote something
   * @param transactions how many there were
   */
  public record Cost(List<String> statements, int commits, int transactions) {
    /** Without the statements that have that in them. */
    public Cost without(String part) {
      return of(statements.stream().filter(each -> !each.contains(part)).toList());
    }

    /** Those that have that in them. */
    public List<String> only(String part) {
      return statements.stream().filter(each -> each.contains(part)).toList();
    }

    private static Cost of(List<String> statements) {
      int commits = 0;
      int transactions = 0;
      boolean open = false;
      boolean wrote = false;
      for (String statement : statements) {
        if (statement.equalsIgnoreCase("begin")) {
          open = true;
          continue;
        }
        boolean ends = ENDS.matcher(statement).matches();
        wrote |= WRITES.matcher(statement).find();
        if (ends || !open) {
          transactions++;
          commits += wrote && !statement.equalsIgnoreCase("rollback") ? 1 : 0;
          open = false;
          wrote = false;
        }
      }
      return new Cost(statements, commits, transactions);
    }

    @Override
    public String toString() {
      return statements.size()
          + " statements, "
          + commits
          + " commits, "
          + transactions
          + " transactions:\n"
          + String.join("\n", statements);
    }
  }

  /** What is asked from now on counts. */
  public void mark() {
    try {
      from = Files.size(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the service asked since the mark, each connection's statements together. */
  public Cost sinceMark() {
    Set<String> connections = new HashSet<>();
    await(
            owner
                .preparedQuery("select pid from pg_stat_activity where application_name = $1")
                .execute(io.vertx.sqlclient.Tuple.of(service)))
        .forEach(row -> connections.add(row.getInteger(0).toString()));
    Map<String, List<String>> asked = new HashMap<>();
    for (String entry : entries()) {
      Matcher statement = ENTRY.matcher(entry);
      if (statement.matches() && connections.contains(statement.group(1))) {
        asked
            .computeIfAbsent(statement.group(1), connection -> new ArrayList<>())
            .add(statement.group(2).replaceAll("\\s+", " ").strip());
      }
    }
    return Cost.of(asked.values().stream().flatMap(List::stream).collect(Collectors.toList()));
  }

  private List<String> entries() {
    List<String> entries = new ArrayList<>();
    try {
      byte[] all = Files.readAllBytes(log);
      String written =
          new String(all, (int) from, (int) (all.length - from), StandardCharsets.UTF_8);
      for (String line : written.split("\n")) {
        if (BEGINS_ENTRY.matcher(line).find() || entries.isEmpty()) {
          entries.add(line);
        } else {
          entries.set(entries.size() - 1, entries.getLast() + "\n" + line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  @Override
  public void close() {
    set("alter system reset log_statement");
    await(owner.close());
    await(vertx.close());
  }

  private void set(String setting) {
    await(owner.query(setting).execute());
    await(owner.query("select pg_reload_conf()").execute());
    // a connection hears of it with the next statement: this one is asked until it has
    String expected = setting.contains("reset") ? "none" : "all";
    while (!expected.equals(
        await(owner.query("show log_statement").execute()).iterator().next().getString(0))) {
      Thread.onSpinWait();
    }
  }

  private static <T> T await(io.vertx.core.Future<T> answer) {
    try {
      return answer
          .toCompletionStage()
          .toCompletableFuture()
          .get(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
