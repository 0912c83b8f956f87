package id.loket.kit.time;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The one clock of a service, in microseconds as PostgreSQL keeps them. */
public final class SystemClock {
  private static final Duration MICROSECOND = Duration.ofNanos(1000);

  @Produces
  @Singleton
  Clock clock() {
    return Clock.tick(Clock.systemUTC(), MICROSECOND);
  }
}
