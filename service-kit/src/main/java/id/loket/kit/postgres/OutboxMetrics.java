package id.loket.kit.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jboss.logging.Logger;

/**
 * How many events wait to be published, and how long the oldest has. Looked up now and then by
 * every replica, also by those that do not relay; between two looks, and while the database is
 * away, the age grows on.
 */
@Singleton
class OutboxMetrics {
  private static final Logger LOG = Logger.getLogger(OutboxMetrics.class);

  private final Pool pool;
  private volatile long waiting;
  private volatile Instant oldest;

  OutboxMetrics(Pool pool, MeterRegistry metrics) {
    this.pool = pool;
    Gauge.builder("loket.outbox.events", () -> waiting)
        .description("events that wait to be published")
        .register(metrics);
    Gauge.builder("loket.outbox.age", this::ageInSeconds)
        .baseUnit("seconds")
        .description("how long the oldest of them has been waiting")
        .register(metrics);
  }

  @Scheduled(
      every = "10s",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return pool.query("select count(*) as waiting, min(time) as oldest from outbox")
        .execute()
        .invoke(rows -> remember(rows.iterator().next()))
        .onFailure()
        .invoke(e -> LOG.debug("The outbox is not looked at now", e))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private void remember(Row row) {
    OffsetDateTime first = row.getOffsetDateTime("oldest");
    waiting = row.getLong("waiting");
    oldest = first == null ? null : first.toInstant();
  }

  private double ageInSeconds() {
    Instant since = oldest;
    return since == null ? 0 : Duration.between(since, Instant.now()).toMillis() / 1000.0;
  }
}
