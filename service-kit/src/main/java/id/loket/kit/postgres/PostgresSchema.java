package id.loket.kit.postgres;

import id.loket.kit.schema.Schema;
import id.loket.kit.server.Causes;
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
      throw explained(e);
    }
  }

  @Override
  public int missing() {
    try {
      return flyway.info().pending().length;
    } catch (FlywayException e) {
      throw explained(e);
    }
  }

  /**
   * Tells a server that is not there (SQLSTATE classes 08: connection, 53: resources, 57: operator;
   * none: never connected) and one that refuses the login (28) from a migration that fails.
   */
  private static RuntimeException explained(FlywayException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        String state = sql.getSQLState();
        if (state == null || state.matches("(08|53|57).*")) {
          return new ServerAway(failure);
        }
        return state.startsWith("28")
            ? new IllegalStateException(
                "it refuses LOKET_DB_USER with LOKET_DB_PASSWORD: " + Causes.line(sql))
            : failure;
      }
    }
    return failure;
  }
}
