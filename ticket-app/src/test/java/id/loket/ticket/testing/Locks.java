package id.loket.ticket.testing;

import static org.awaitility.Awaitility.await;

import id.loket.kit.testing.ServiceDatabase;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;

/** A transaction of the test's own that holds locks until it is closed, having changed nothing. */
public final class Locks implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SqlConnection connection;
  private final Transaction transaction;

  /** Locks what that statement locks. */
  public Locks(String sql, Object... parameters) {
    connection = ServiceDatabase.of("ticket-app").getConnection().await().atMost(PATIENCE);
    transaction = connection.begin().await().atMost(PATIENCE);
    connection.preparedQuery(sql).execute(Tuple.from(parameters)).await().atMost(PATIENCE);
  }

  /** Waits until that many statements wait for a lock. */
  public static void awaitWaiting(int count) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> waiting() >= count);
  }

  /** How many statements wait for a lock. */
  public static long waiting() {
    return new Database()
        .count(
            """
            select count(*) from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database()
            """);
  }

  @Override
  public void close() {
    transaction.rollback().await().atMost(PATIENCE);
    connection.close().await().atMost(PATIENCE);
  }
}
