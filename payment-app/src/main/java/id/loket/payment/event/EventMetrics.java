package id.loket.payment.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** How many events wait to be published as far as the last sweep saw, and since when. */
@Singleton
class EventMetrics {
  private volatile int waiting;
  private volatile Instant oldest;

  EventMetrics(MeterRegistry metrics) {
    Gauge.builder("loket.outbox.events", () -> waiting)
        .description("events that wait to be published")
        .register(metrics);
    Gauge.builder("loket.outbox.age", this::ageInSeconds)
        .baseUnit("seconds")
        .description("how long the oldest of them has been waiting")
        .register(metrics);
  }

  void found(EventStore.Waiting found) {
    waiting = found.events();
    oldest = found.oldest();
  }

  private double ageInSeconds() {
    Instant since = oldest;
    return since == null ? 0 : Duration.between(since, Instant.now()).toMillis() / 1000.0;
  }
}
