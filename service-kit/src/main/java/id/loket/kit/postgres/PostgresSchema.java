package id.loket.kit.postgres;

import id.loket.kit.schema.Schema;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The service's tables in PostgreSQL, kept by Flyway: the kit's own first, then those of {@code
 * db/migration}.
 */
@Singleton
class PostgresSchema implements Schema {
  private final Flyway flyway;

  PostgresSchema(Flyway flyway) {
    this.flyway = flyway;
  }

  @Override
  public String server() {
    return "PostgreSQL";
  }

  @Override
  public void migrate() {
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      throw isAway(e) ? new ServerAway(e) : e;
    }
  }

  @Override
  public int missing() {
    try {
      return flyway.info().pending().length;
    } catch (FlywayException e) {
      throw isAway(e) ? new ServerAway(e) : e;
    }
  }

  /** SQLSTATE classes 08 (connection), 53 (resources), 57 (operator); none: never connected. */
  private static boolean isAway(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state == null || state.matches("(08|53|57).*");
      }
    }
    return false;
  }
}
