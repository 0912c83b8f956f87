package id.loket.kit.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * Metrics of the events that wait to be published, as whoever keeps them has seen them last.
 * Between two looks, and while their store is away, the age grows on.
 */
@Singleton
public class WaitingEvents {
  private volatile long waiting;
  private volatile Instant oldest;

  WaitingEvents(MeterRegistry metrics) {
    Gauge.builder("loket.outbox.events", () -> waiting)
        .description("events that wait to be published")
        .register(metrics);
    Gauge.builder("loket.outbox.age", this::ageInSeconds)
        .baseUnit("seconds")
        .description("how long the oldest of them has been waiting")
        .register(metrics);
  }

  /**
   * What a look has found.
   *
   * @param oldestSince when the oldest event happened; null when none waits
   */
  public void found(long events, Instant oldestSince) {
    waiting = events;
    oldest = oldestSince;
  }

  private double ageInSeconds() {
    Instant since = oldest;
    return since == null ? 0 : Duration.between(since, Instant.now()).toMillis() / 1000.0;
  }
}
