package id.loket.staging.report;

import id.loket.staging.batch.Batches;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Items that came when their batch was closed count in the collector's next one. Of a collector who
 * does not log in any more they get a batch of their own. Several replicas may look at once: the
 * collector's row is locked.
 */
@Singleton
class LateItems {
  private static final Logger LOG = Logger.getLogger(LateItems.class);
  private static final int AT_A_TIME = 100;

  private final Batches batches;
  private final Reports reports;

  LateItems(Batches batches, Reports reports) {
    this.batches = batches;
    this.reports = reports;
  }

  @Scheduled(
      every = "{loket.staging.tidy-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> seal() {
    return batches
        .whoseItemsWait(AT_A_TIME)
        .onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .onItem()
        .transformToUniAndConcatenate(this::sealOf)
        .collect()
        .last()
        .onFailure()
        .invoke(e -> LOG.warnf("Late items wait: %s", e.toString()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** One that cannot be sealed does not hold up the others. */
  private Uni<Void> sealOf(UUID collector) {
    return reports
        .sealLate(collector)
        .onFailure()
        .invoke(e -> LOG.warnf("Late items of %s cannot be sealed: %s", collector, e.toString()))
        .onFailure()
        .recoverWithNull();
  }
}
