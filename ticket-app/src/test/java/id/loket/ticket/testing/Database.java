package id.loket.ticket.testing;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks into, and tampers with, ticket-app's database. */
@ApplicationScoped
public class Database {
  private final Pool pool;

  Database(Pool pool) {
    this.pool = pool;
  }

  public List<Row> query(String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    pool.preparedQuery(sql)
        .execute(Tuple.from(parameters))
        .await()
        .atMost(Duration.ofSeconds(20))
        .forEach(rows::add);
    return rows;
  }

  public long count(String sql, Object... parameters) {
    return query(sql, parameters).getFirst().getLong(0);
  }
}
