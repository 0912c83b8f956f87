package id.loket.ticket.alert;

import id.loket.kit.postgres.Lease;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Forgets alerts that were mailed long ago, subscriptions that ended, and those nobody confirmed
 * (docs/retention.md). One replica at a time, some rows at a time.
 */
@Singleton
class AlertHistory {
  private static final String NAME = "stock-alert-history";
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration LONGEST_RUN = Duration.ofMinutes(30);
  private static final int AT_ONCE = 5_000;

  private final Pool pool;
  private final AlertStore store;
  private final AlertConfig config;
  private final Lease lease;
  private final Job job;

  AlertHistory(Pool pool, AlertStore store, AlertConfig config, Lease lease, Jobs jobs) {
    this.pool = pool;
    this.store = store;
    this.config = config;
    this.lease = lease;
    this.job =
        jobs.job(getClass(), "Old alerts about stock are forgotten later", this::forget)
            .limit(LONGEST_RUN);
  }

  @Scheduled(every = "1h", delayed = "1m")
  Uni<Void> run() {
    return job.run();
  }

  private Uni<Void> forget() {
    return whileFound(() -> store.forgetAlerts(pool, config.alertsKept(), AT_ONCE))
        .chain(
            () ->
                whileFound(
                    () -> store.forgetSubscriptions(pool, config.subscriptionsKept(), AT_ONCE)));
  }

  /** Goes on while there is something to forget, and no other replica does the same. */
  private Uni<Void> whileFound(Supplier<Uni<Integer>> some) {
    return lease
        .take(NAME, LEASE)
        .chain(mine -> mine ? some.get() : Uni.createFrom().item(0))
        .chain(count -> count == 0 ? Uni.createFrom().voidItem() : whileFound(some));
  }
}
