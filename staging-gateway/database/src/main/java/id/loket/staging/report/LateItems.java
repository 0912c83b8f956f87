package id.loket.staging.report;

import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.staging.batch.Batches;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Items that came when their batch was closed count in the collector's next one. Of a collector who
 * does not log in any more they get a batch of their own. Several replicas may look at once: the
 * collector's row is locked.
 */
@Singleton
class LateItems {
  private static final int AT_A_TIME = 100;

  private final Sweep<UUID> sweep;

  LateItems(Batches batches, Reports reports, Jobs jobs) {
    this.sweep =
        jobs.sweep(
                "late-items",
                LateItems.class,
                () -> batches.whoseItemsWait(AT_A_TIME),
                reports::sealLate)
            .atOnce(1)
            .batch(AT_A_TIME);
  }

  @Scheduled(
      every = "{loket.staging.tidy-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> seal() {
    return sweep.run();
  }
}
