package id.loket.ticket.testing;

import id.loket.kit.testing.ServiceDatabase;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks into, and tampers with, ticket-app's database. */
public final class Database {
  public List<Row> query(String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    ServiceDatabase.of("ticket-app")
        .preparedQuery(sql)
        .execute(Tuple.from(parameters))
        .await()
        .atMost(Duration.ofMinutes(5))
        .forEach(rows::add);
    return rows;
  }

  public long count(String sql, Object... parameters) {
    return query(sql, parameters).getFirst().getLong(0);
  }
}
