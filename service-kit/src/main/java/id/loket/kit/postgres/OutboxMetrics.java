package id.loket.kit.postgres;

import id.loket.kit.event.WaitingEvents;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;

/**
 * How many events wait to be published, and how long the oldest has. Looked up now and then by
 * every replica, also by those that do not relay; not while there were none.
 */
@Singleton
class OutboxMetrics {
  private final Pool pool;
  private final WaitingEvents waiting;
  private final Job job;
  private volatile boolean some = true;

  OutboxMetrics(Pool pool, WaitingEvents waiting, Jobs jobs) {
    this.pool = pool;
    this.waiting = waiting;
    this.job = jobs.job(OutboxMetrics.class, "How many events wait is not known", this::lookNow);
  }

  @Scheduled(
      every = "10s",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return some ? job.run() : Uni.createFrom().voidItem();
  }

  /** Events were seen to wait. */
  void someWait() {
    some = true;
  }

  private Uni<Void> lookNow() {
    return pool.query("select count(*) as waiting, min(time) as oldest from outbox")
        .execute()
        .invoke(rows -> remember(rows.iterator().next()))
        .replaceWithVoid();
  }

  private void remember(Row row) {
    some = row.getLong("waiting") > 0;
    OffsetDateTime first = row.getOffsetDateTime("oldest");
    waiting.found(row.getLong("waiting"), first == null ? null : first.toInstant());
  }
}
