package id.loket.report.work;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Lease;
import id.loket.kit.problem.Problem;
import id.loket.kit.server.Causes;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.report.calendar.CalendarChange;
import id.loket.report.calendar.Calendars;
import id.loket.report.calendar.WorkCalendar;
import id.loket.report.report.Change;
import id.loket.report.report.Deed;
import id.loket.report.report.Handling;
import id.loket.report.report.OpenReport;
import id.loket.report.report.Report;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.Reports;
import id.loket.report.report.Terms;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Open reports of a unit whose calendar has changed are due by the new one: a holiday that is
 * declared moves them. One replica at a time, some reports at a time; one that cannot be counted
 * anew holds up no other.
 */
@Singleton
class Recounts {
  private static final Logger LOG = Logger.getLogger(Recounts.class);
  private static final String LEASE = "report-recounts";
  private static final Duration LEASE_LENGTH = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final int AT_ONCE = 100;

  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final Calendars calendars;
  private final Lease lease;
  private final WorkUnderWay work;
  private final Job job;

  Recounts(
      Pool pool,
      Reports reports,
      ReportJournal journal,
      Calendars calendars,
      Lease lease,
      WorkUnderWay work,
      Jobs jobs) {
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.calendars = calendars;
    this.lease = lease;
    this.work = work;
    this.job =
        jobs.job(Recounts.class, "Reports are due by the calendar of before", this::all)
            .limit(LONGEST);
  }

  @Produces
  @Singleton
  DueWork changed() {
    return new DueWork(
        "recounts",
        "select min(changed_at) + interval '10 seconds' from calendar_change",
        job::run);
  }

  private Uni<Void> all() {
    return lease
        .keep(LEASE, LEASE_LENGTH)
        .chain(mine -> mine ? someOfNext() : Uni.createFrom().item(false))
        .chain(more -> more && !work.isEnding() ? all() : Uni.createFrom().voidItem());
  }

  /** Whether there was anything to do. */
  private Uni<Boolean> someOfNext() {
    return calendars
        .nextChange()
        .chain(
            next ->
                next.map(change -> some(change).replaceWith(true))
                    .orElseGet(() -> Uni.createFrom().item(false)));
  }

  private Uni<Void> some(CalendarChange change) {
    return reports
        .openOf(change.unit(), change.afterAt(), change.afterId(), AT_ONCE)
        .call(open -> recountAll(change.unit(), open))
        .chain(
            open ->
                open.size() < AT_ONCE
                    ? calendars.done(change)
                    : calendars.carriedOut(upTo(change, open.getLast())));
  }

  private static CalendarChange upTo(CalendarChange change, OpenReport last) {
    return new CalendarChange(change.unit(), change.edition(), last.createdAt(), last.id());
  }

  private Uni<Void> recountAll(String unit, List<OpenReport> open) {
    return Multi.createFrom()
        .iterable(open)
        .onItem()
        .transformToUniAndConcatenate(report -> recountIfPossible(unit, report.id()))
        .collect()
        .last();
  }

  private Uni<Void> recountIfPossible(String unit, UUID id) {
    return recount(unit, id)
        .onFailure(Problem.class)
        .recoverWithNull() // deleted meanwhile
        .onFailure()
        .invoke(e -> LOG.errorf("Report %s is due as before: %s", id, Causes.line(e)))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> recount(String unit, UUID id) {
    return pool.withTransaction(
            transaction ->
                calendars
                    .of(transaction, unit)
                    .chain(
                        calendar ->
                            journal.change(
                                transaction,
                                id,
                                null,
                                report -> recounted(report, unit, calendar))))
        .replaceWithVoid();
  }

  private Optional<ReportJournal.Step> recounted(
      Report report, String unit, WorkCalendar calendar) {
    Handling before = report.handling();
    if (!before.status().isOpen() || !unit.equals(before.unit())) {
      return Optional.empty();
    }
    Handling after =
        before.hand(unit, before.assignee(), journal.now(), Terms.of(calendar, report.category()));
    return after.dueAt().equals(before.dueAt())
        ? Optional.empty()
        : Optional.of(
            new ReportJournal.Step(report.with(after), Deed.bySystem(Change.Kind.EDITED)));
  }
}
