package id.loket.kit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Tells failures that pass by themselves (a server is away) from those that stay. */
public final class Transient {
  // Named, not imported: services without PostgreSQL do not have these classes.
  private static final Set<String> PASSING =
      Set.of(
          "io.smallrye.mutiny.TimeoutException",
          "org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException",
          "org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException",
          "io.vertx.core.impl.NoStackTraceThrowable",
          "io.vertx.core.VertxException",
          "io.vertx.core.http.ConnectionPoolTooBusyException",
          "io.vertx.sqlclient.ClosedConnectionException",
          "com.datastax.oss.driver.api.core.AllNodesFailedException",
          "com.datastax.oss.driver.api.core.DriverTimeoutException");

  private static final Pattern PASSING_STATE =
      Pattern.compile("\\((?:(?:08|40|53|57|58)\\w{3}|25006|25P03|55P03|55006)\\)$");

  private Transient() {}

  public static boolean is(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof PoisonMessage || t instanceof JsonProcessingException) {
        return false; // the latter is an IOException, but reading the text again will not help
      }
      if (t instanceof IOException
          || t instanceof TimeoutException
          || t instanceof BrokerUnavailable
          || PASSING.contains(t.getClass().getName())
          || isPassingPostgresState(t)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a statement failed for a reason that is PostgreSQL's of this moment, not the
   * statement's: connection (08), rollback (40), resources (53), operator (57), system (58); a
   * server that only reads, as a standby or a primary that was replaced (25006); a transaction that
   * was idle too long (25P03); a lock that was not had (55P03, 55006); a plan from before the
   * tables changed (0A000).
   */
  private static boolean isPassingPostgresState(Throwable t) {
    if (!t.getClass().getName().equals("io.vertx.pgclient.PgException")) {
      return false;
    }
    String message = String.valueOf(t.getMessage());
    return PASSING_STATE.matcher(message).find()
        || message.endsWith("(0A000)") && message.contains("cached plan");
  }
}
