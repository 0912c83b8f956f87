package id.loket.report.work;

import id.loket.kit.metrics.Sweeps;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.Reports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Notes once that a report's time is over, and before, that little of it is left. Every replica looks; the row's lock lets one of them
 * write.
 */
@Singleton
class Breaches {
  private static final Logger LOG = Logger.getLogger(Breaches.class);
  private static final int AT_ONCE = 500;
  private static final int SIDE_BY_SIDE = 4;

  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final OutboxRelay relay;
  private final WorkUnderWay work;
  private final Counter noted;

  Breaches(
      Pool pool,
      Reports reports,
      ReportJournal journal,
      OutboxRelay relay,
      WorkUnderWay work,
      MeterRegistry metrics) {
    this.work = work;
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.relay = relay;
    this.noted = Sweeps.counter(metrics, "late-reports");
  }

  @Scheduled(
      every = "10s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> noteLate() {
    return again(this::noteSome).chain(() -> again(this::warnSome))
        .onFailure()
        .invoke(e -> LOG.warnf("Late reports are noted later: %s", e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> again(Supplier<Uni<Boolean>> some) {
    return work.doing(some)
        .repeat()
        .whilst(more -> more && !work.isEnding())
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Boolean> warnSome() {
    return reports.warn(AT_ONCE).map(warned -> warned == AT_ONCE);
  }

  /**
   * Notes some of them, in an order of its own: replicas that see the same ones seldom want the same
   * one at once.
   *
   * @return whether there may be more
   */
  private Uni<Boolean> noteSome() {
    return reports
        .late(AT_ONCE)
        .map(ids -> shuffled(ids))
        .chain(
            ids ->
                Multi.createFrom()
                    .iterable(ids)
                    .onItem()
                    .transformToUni(this::note)
                    .merge(SIDE_BY_SIDE)
                    .filter(noted -> noted)
                    .collect()
                    .with(Collectors.counting())
                    .invoke(relay::wake)
                    .map(noted -> noted > 0 && ids.size() == AT_ONCE));
  }

  private static List<UUID> shuffled(List<UUID> ids) {
    List<UUID> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, ThreadLocalRandom.current());
    return shuffled;
  }

  private Uni<Boolean> note(UUID id) {
    return pool.withTransaction(
            transaction ->
                journal.change(
                    transaction,
                    id,
                    null,
                    report -> Optional.empty())) // the journal notes it
        .map(report -> report.handling().breachedAt() != null)
        .invoke(written -> noted.increment(written ? 1 : 0))
        .onFailure(id.loket.kit.problem.Problem.class)
        .recoverWithItem(false) // deleted meanwhile
        .onFailure()
        .invoke(e -> LOG.warnf("Report %s is noted to be late later: %s", id, e.toString()))
        .onFailure()
        .recoverWithItem(false);
  }
}
