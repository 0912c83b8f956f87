package id.loket.report.report;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/**
 * Forgets who voted for reports that were closed long ago, how to reach whoever made one without an
 * account, and what nobody was there to be told.
 */
@Singleton
class ReportRetention {
  private static final int AT_ONCE = 5000;

  private final Job job;

  ReportRetention(
      Pool pool,
      VoteStore votes,
      ReportStore reports,
      ClockStore clocks,
      ReportConfig config,
      Jobs jobs) {
    this.job =
        jobs.job(
            ReportRetention.class,
            "Old votes stay",
            () ->
                all(() -> votes.forget(pool, config.votesKept(), AT_ONCE))
                    .chain(
                        () ->
                            all(() -> reports.forgetContacts(pool, config.contactsKept(), AT_ONCE)))
                    .chain(
                        () -> all(() -> clocks.forgetAlerts(pool, config.alertsKept(), AT_ONCE))));
  }

  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> forget() {
    return job.run();
  }

  private static Uni<Void> all(Supplier<Uni<Integer>> some) {
    return Uni.createFrom()
        .deferred(some::get)
        .repeat()
        .whilst(gone -> gone == AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
