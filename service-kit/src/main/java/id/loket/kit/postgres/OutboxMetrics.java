package id.loket.kit.postgres;

import id.loket.kit.event.WaitingEvents;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import org.jboss.logging.Logger;

/**
 * How many events wait to be published, and how long the oldest has. Looked up now and then by
 * every replica, also by those that do not relay.
 */
@Singleton
class OutboxMetrics {
  private static final Logger LOG = Logger.getLogger(OutboxMetrics.class);

  private final Pool pool;
  private final WaitingEvents waiting;

  OutboxMetrics(Pool pool, WaitingEvents waiting) {
    this.pool = pool;
    this.waiting = waiting;
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
    waiting.found(row.getLong("waiting"), first == null ? null : first.toInstant());
  }
}
