package id.loket.ticket.testing;

import id.loket.kit.testing.ServiceDatabase;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks into, and tampers with, ticket-app's database. */
public final class Database {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  public List<Row> query(String sql, Object... parameters) {
    return query(ServiceDatabase.of("ticket-app"), sql, parameters);
  }

  private static List<Row> query(SqlClient client, String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    client
        .preparedQuery(sql)
        .execute(Tuple.from(parameters))
        .await()
        .atMost(PATIENCE)
        .forEach(rows::add);
    return rows;
  }

  public long count(String sql, Object... parameters) {
    return query(sql, parameters).getFirst().getLong(0);
  }

  /** How a statement is done whatever its parameters are. */
  public String plan(String statement) {
    List<String> lines = new ArrayList<>();
    ServiceDatabase.of("ticket-app")
        .query("explain (generic_plan) " + statement)
        .execute()
        .await()
        .atMost(PATIENCE)
        .forEach(row -> lines.add(row.getString(0)));
    return String.join("\n", lines);
  }

  /** Begins a transaction with a query that takes a lock, and keeps it until it is closed. */
  public Held hold(String sql, Object... parameters) {
    SqlConnection connection =
        ServiceDatabase.of("ticket-app").getConnection().await().atMost(PATIENCE);
    connection.query("begin").execute().await().atMost(PATIENCE);
    query(connection, sql, parameters);
    return new Held(connection);
  }

  /** A lock that is held. */
  public record Held(SqlConnection connection) implements AutoCloseable {
    @Override
    public void close() {
      connection.query("commit").execute().await().atMost(PATIENCE);
      connection.close().await().atMost(PATIENCE);
    }
  }

  /** How many of the service's statements wait for a lock at this moment. */
  public long waitingForALock(String statementLike) {
    return count(
        """
        select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like $1
        """,
        statementLike);
  }
}
