package id.loket.report.work;

import id.loket.kit.metrics.Sweeps;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.report.report.Change;
import id.loket.report.report.Deed;
import id.loket.report.report.Handling;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.Reports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Notes once that a report's time is over. Every replica looks; the row's lock lets one of them
 * write.
 */
@Singleton
class Breaches {
  private static final Logger LOG = Logger.getLogger(Breaches.class);

  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final OutboxRelay relay;
  private final Counter noted;

  Breaches(
      Pool pool, Reports reports, ReportJournal journal, OutboxRelay relay, MeterRegistry metrics) {
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
    return reports
        .late()
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .onItem()
        .transformToUniAndConcatenate(this::note)
        .collect()
        .last()
        .invoke(relay::wake)
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.warnf("Late reports are noted later: %s", e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> note(UUID id) {
    return pool.withTransaction(
            transaction ->
                journal.change(
                    transaction,
                    id,
                    null,
                    report -> {
                      Handling handling = report.handling();
                      boolean late =
                          handling.status().isOpen()
                              && handling.breachedAt() == null
                              && handling.dueAt().isBefore(journal.now());
                      if (!late) {
                        return Optional.empty();
                      }
                      noted.increment();
                      return Optional.of(
                          new ReportJournal.Step(
                              report.with(handling.breach(journal.now())),
                              Deed.bySystem(Change.Kind.SLA_BREACHED)));
                    }))
        .replaceWithVoid()
        .onFailure(id.loket.kit.problem.Problem.class)
        .recoverWithNull(); // deleted meanwhile
  }
}
