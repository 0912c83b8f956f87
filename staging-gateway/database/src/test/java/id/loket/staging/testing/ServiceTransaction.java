package id.loket.staging.testing;

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

/** A transaction of the test's own that is under way: whoever needs what it holds waits. */
public final class ServiceTransaction {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SqlConnection connection;
  private final Transaction transaction;
  private boolean over;

  private ServiceTransaction(SqlConnection connection, Transaction transaction) {
    this.connection = connection;
    this.transaction = transaction;
  }

  /** Begins one with a statement. */
  public static ServiceTransaction begin(String sql, Object... parameters) {
    SqlConnection connection =
        ServiceDatabase.of("database").getConnection().await().atMost(PATIENCE);
    Transaction transaction = connection.begin().await().atMost(PATIENCE);
    connection
        .preparedQuery(sql)
        .execute(Tuple.from(Arrays.asList(parameters)))
        .await()
        .atMost(PATIENCE);
    return new ServiceTransaction(connection, transaction);
  }

  /** Does more in it. */
  public void run(String sql) {
    connection.query(sql).execute().await().atMost(PATIENCE);
  }

  /** Does more in it, and tells what that found. */
  public List<Row> query(String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    connection
        .preparedQuery(sql)
        .execute(Tuple.from(Arrays.asList(parameters)))
        .await()
        .atMost(PATIENCE)
        .forEach(rows::add);
    return rows;
  }

  /** Until so many others wait for a lock. */
  public void awaitWaiting(int others) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                new Database()
                    .count(
                        "select count(*) from pg_stat_activity"
                            + " where datname = current_database() and wait_event_type = 'Lock'"),
            waiting -> waiting >= others);
  }

  /** Lets them go on. */
  public void commit() {
    transaction.commit().await().atMost(PATIENCE);
    connection.close().await().atMost(PATIENCE);
    over = true;
  }

  /** As if it had never been. */
  public void rollback() {
    transaction.rollback().await().atMost(PATIENCE);
    connection.close().await().atMost(PATIENCE);
    over = true;
  }

  /** Lets them go on, if they do not yet. */
  public void end() {
    if (!over) {
      commit();
    }
  }
}
