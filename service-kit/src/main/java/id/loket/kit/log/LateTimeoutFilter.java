package id.loket.kit.log;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Leaves out of the log what Vert.x' pool of database connections throws when the time to wait for
 * a connection ends just after the wait itself has failed: it fails its promise a second time. The
 * caller was told the first time, so this is noise, and while PostgreSQL is away there is much of
 * it. Not beside the rest of PostgreSQL's: services without it leave that package out, and would
 * not start without a filter that the log is told of.
 */
@LoggingFilter(name = LateTimeoutFilter.NAME)
public final class LateTimeoutFilter implements Filter {
  static final String NAME = "late-timeouts";
  private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

  @Override
  public boolean isLoggable(LogRecord record) {
    return !(record.getThrown() instanceof IllegalStateException twice
        && "Result is already complete".equals(twice.getMessage())
        && Arrays.stream(twice.getStackTrace())
            .limit(3)
            .anyMatch(frame -> frame.getClassName().equals(POOL)));
  }
}
