package id.loket.report.testing;

import static org.awaitility.Awaitility.await;

import id.loket.kit.testing.ServiceDatabase;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks into, and tampers with, report-app's database. */
public final class Database {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A table of a million rows is filled meanwhile. */
  private static final Duration STATEMENT = Duration.ofMinutes(5);

  public List<Row> query(String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    ServiceDatabase.of("report-app")
        .preparedQuery(sql)
        .execute(Tuple.from(Arrays.asList(parameters)))
        .await()
        .atMost(STATEMENT)
        .forEach(rows::add);
    return rows;
  }

  /** A transaction of the test's own, whose locks others wait for until it is closed. */
  public final class Held implements AutoCloseable {
    private final SqlConnection connection =
        ServiceDatabase.of("report-app").getConnection().await().atMost(PATIENCE);
    private final Transaction transaction = connection.begin().await().atMost(PATIENCE);

    public Held run(String sql, Object... parameters) {
      connection
          .preparedQuery(sql)
          .execute(Tuple.from(Arrays.asList(parameters)))
          .await()
          .atMost(PATIENCE);
      return this;
    }

    /** Waits until so many others wait for a lock. */
    public Held untilWaitedForBy(int others) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  count(
                      "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                          + " and datname = current_database()"),
              waiting -> waiting >= others);
      return this;
    }

    @Override
    public void close() {
      transaction.commit().await().atMost(PATIENCE);
      connection.close().await().atMost(PATIENCE);
    }
  }

  /** Begins a transaction that holds what this statement locks. */
  public Held hold(String sql, Object... parameters) {
    return new Held().run(sql, parameters);
  }

  public long count(String sql, Object... parameters) {
    return query(sql, parameters).getFirst().getLong(0);
  }
}
