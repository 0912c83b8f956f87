package id.loket.kit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tells failures that pass by themselves (a server is away) from those that stay. */
public final class Transient {
  // Named, not imported: services without PostgreSQL do not have these classes.
  private static final Set<String> PASSING =
      Set.of(
          "io.vertx.core.impl.NoStackTraceThrowable",
          "io.vertx.core.VertxException",
          "io.vertx.core.http.ConnectionPoolTooBusyException",
          "io.vertx.sqlclient.ClosedConnectionException",
          "com.datastax.oss.driver.api.core.AllNodesFailedException",
          "com.datastax.oss.driver.api.core.DriverTimeoutException");

  private Transient() {}

  public static boolean is(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof PoisonMessage || t instanceof JsonProcessingException) {
        return false; // the latter is an IOException, but reading the text again will not help
      }
      if (t instanceof IOException
          || t instanceof TimeoutException
          || t instanceof EventPublisher.BrokerUnavailable
          || PASSING.contains(t.getClass().getName())
          || isPassingPostgresState(t)) {
        return true;
      }
    }
    return false;
  }

  /** SQLSTATE classes 08 (connection), 40 (rollback), 53 (resources), 57 (operator). */
  private static boolean isPassingPostgresState(Throwable t) {
    if (!t.getClass().getName().equals("io.vertx.pgclient.PgException")) {
      return false;
    }
    String message = String.valueOf(t.getMessage());
    return message.matches("(?s).*\\((08|40|53|57)\\w{3}\\).*");
  }
}
