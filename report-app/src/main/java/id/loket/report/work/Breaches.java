package id.loket.report.work;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.report.report.LateReport;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.Reports;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Notes once that a report's time is over, and before, that little of it is left. Every replica
 * looks; the row's lock lets one of them write.
 */
@Singleton
class Breaches {
  private static final int AT_ONCE = 500;
  private static final int SIDE_BY_SIDE = 4;

  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final Sweep<UUID> late;
  private final Job soonLate;
  private volatile LateReport last = LateReport.FIRST;

  Breaches(Pool pool, Reports reports, ReportJournal journal, OutboxRelay relay, Jobs jobs) {
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.late =
        jobs.sweep(
                "late-reports", Breaches.class, this::someLate, id -> note(id).invoke(relay::wake))
            .atOnce(SIDE_BY_SIDE)
            .batch(AT_ONCE);
    this.soonLate = jobs.job(Breaches.class, "Units are warned later", this::warn);
  }

  @Produces
  @Singleton
  DueWork late() {
    return new DueWork(
        "late-reports",
        """
        select least(
          (select min(due_at) from report
            where deleted_at is null and sla_breached_at is null
              and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')),
          (select min(warn_at) from report
            where warn_at is not null and deleted_at is null and sla_breached_at is null
              and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')))
        """,
        () -> late.run().chain(soonLate::run));
  }

  /**
   * Goes on behind what was looked at before, and begins anew when it has seen all: reports that
   * cannot be noted, however many, hold up none of the others. In an order of its own: replicas
   * that see the same ones seldom want the same one at once.
   */
  private Uni<List<UUID>> someLate() {
    return reports
        .late(last, AT_ONCE)
        .invoke(found -> last = found.size() < AT_ONCE ? LateReport.FIRST : found.getLast())
        .map(
            found -> {
              List<UUID> shuffled = new ArrayList<>(found.stream().map(LateReport::id).toList());
              Collections.shuffle(shuffled, ThreadLocalRandom.current());
              return shuffled;
            });
  }

  /**
   * The journal notes it before anything else that happens to a report: here, nothing else does.
   */
  private Uni<Void> note(UUID id) {
    return pool.withTransaction(
            transaction -> journal.change(transaction, id, null, report -> Optional.empty()))
        .replaceWithVoid()
        .onFailure(Problem.class)
        .recoverWithNull(); // deleted meanwhile
  }

  private Uni<Void> warn() {
    return reports
        .warn(AT_ONCE)
        .repeat()
        .whilst(warned -> warned == AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
