package id.loket.staging.testing;

import id.loket.kit.testing.ServiceDatabase;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks into, and tampers with, the staging database. */
public final class Database {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public List<Row> query(String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    ServiceDatabase.of("database")
        .preparedQuery(sql)
        .execute(Tuple.from(Arrays.asList(parameters)))
        .await()
        .atMost(PATIENCE)
        .forEach(rows::add);
    return rows;
  }

  public long count(String sql, Object... parameters) {
    return query(sql, parameters).getFirst().getLong(0);
  }
}
