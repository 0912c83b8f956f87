package id.loket.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LateTimeoutFilterTest {
  private final LateTimeoutFilter filter = new LateTimeoutFilter();

  @Test
  void thePoolsSecondFailureIsLeftOut() {
    assertThat(filter.isLoggable(thrownIn("io.vertx.sqlclient.impl.pool.SqlConnectionPool")))
        .isFalse();
  }

  @Test
  void whatOthersCompleteTwiceIsTold() {
    assertThat(filter.isLoggable(thrownIn("id.loket.ticket.booking.Bookings"))).isTrue();
    assertThat(filter.isLoggable(new LogRecord(Level.SEVERE, "nothing thrown"))).isTrue();
  }

  private static LogRecord thrownIn(String className) {
    IllegalStateException twice = new IllegalStateException("Result is already complete");
    twice.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 90),
          new StackTraceElement(className, "execute", "Source.java", 1)
        });
    LogRecord record = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
    record.setThrown(twice);
    return record;
  }
}
