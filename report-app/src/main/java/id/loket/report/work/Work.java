package id.loket.report.work;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.report.calendar.Calendars;
import id.loket.report.calendar.WorkCalendar;
import id.loket.report.media.Media;
import id.loket.report.media.MediaItem;
import id.loket.report.media.MediaStatus;
import id.loket.report.media.Purpose;
import id.loket.report.officer.OfficerProblems;
import id.loket.report.officer.Officers;
import id.loket.report.report.Change;
import id.loket.report.report.Deed;
import id.loket.report.report.Handling;
import id.loket.report.report.Report;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.ReportStatus;
import id.loket.report.report.Reports;
import id.loket.report.report.Terms;
import id.loket.report.report.Votes;
import id.loket.report.template.Templates;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What officers do with reports of their unit, and administrators with all. */
@Singleton
public class Work {
  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final Votes votes;
  private final Officers officers;
  private final Calendars calendars;
  private final Templates templates;
  private final Media media;
  private final OutboxRelay relay;
  private final MeterRegistry metrics;

  Work(
      Pool pool,
      Reports reports,
      ReportJournal journal,
      Votes votes,
      Officers officers,
      Calendars calendars,
      Templates templates,
      Media media,
      OutboxRelay relay,
      MeterRegistry metrics) {
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.votes = votes;
    this.officers = officers;
    this.calendars = calendars;
    this.templates = templates;
    this.media = media;
    this.relay = relay;
    this.metrics = metrics;
  }

  /**
   * Gives a report another status; the reporter and all who voted are told.
   *
   * @param version the one the caller last saw, or null for any
   * @return fails with {@code status-not-possible} (409) for a step that makes no sense
   */
  public Uni<Report> changeStatus(
      UUID id, Long version, WorkRequests.ChangeStatus wanted, Caller caller) {
    return of(id, caller)
        .call(report -> requireAfterPhoto(report, wanted))
        .chain(
            report ->
                text(wanted, report, caller)
                    .chain(
                        note ->
                            terms(report)
                                .chain(
                                    terms ->
                                        change(
                                            report,
                                            version,
                                            now ->
                                                Optional.of(
                                                    moved(now, wanted, note, caller, terms))))))
        .invoke(
            report ->
                metrics
                    .counter("loket.report.status", "status", report.handling().status().name())
                    .increment());
  }

  /** Hands a report to another unit or to an officer; the reporter is not told. */
  public Uni<Report> assign(UUID id, Long version, WorkRequests.Assign wanted, Caller caller) {
    return of(id, caller)
        .chain(
            report -> {
              String unit = wanted.unit() == null ? report.handling().unit() : wanted.unit();
              return requireOf(unit, wanted.assignee())
                  .chain(() -> calendars.of(pool, unit))
                  .chain(
                      calendar ->
                          change(
                              report,
                              version,
                              now ->
                                  Optional.of(
                                      new ReportJournal.Step(
                                          now.with(handed(now, unit, wanted.assignee(), calendar)),
                                          deed(caller, Change.Kind.ASSIGNED, wanted.note())))));
            });
  }

  private Handling handed(Report report, String unit, UUID assignee, WorkCalendar calendar) {
    Handling handling = report.handling();
    return unit.equals(handling.unit())
        ? handling.assign(assignee)
        : handling.hand(unit, assignee, journal.now(), Terms.of(calendar, report.category()));
  }

  private Uni<Terms> terms(Report report) {
    return calendars
        .of(pool, report.handling().unit())
        .map(calendar -> Terms.of(calendar, report.category()));
  }

  /** Adds a note that only officers read. */
  public Uni<Report> note(UUID id, WorkRequests.AddNote wanted, Caller caller) {
    return of(id, caller)
        .chain(
            report ->
                change(
                    report,
                    null,
                    now ->
                        Optional.of(
                            new ReportJournal.Step(
                                now, deed(caller, Change.Kind.NOTE, wanted.note())))));
  }

  /**
   * Merges a report into another that says the same: it is closed, and whoever is told of it is
   * told of the other from now on.
   *
   * @return the closed one; fails with {@code report-not-mergeable} (409)
   */
  public Uni<Report> merge(UUID id, WorkRequests.Merge wanted, Caller caller) {
    if (id.equals(wanted.into())) {
      throw new Problem(WorkProblems.NOT_MERGEABLE);
    }
    return of(id, caller)
        .chain(
            report ->
                of(wanted.into(), caller)
                    .chain(
                        other ->
                            pool.withTransaction(
                                transaction -> merge(transaction, report, other, wanted, caller))))
        .invoke(relay::wake);
  }

  private Uni<Report> merge(
      SqlClient transaction,
      Report seen,
      Report seenOther,
      WorkRequests.Merge wanted,
      Caller caller) {
    UUID id = seen.id();
    Function<Report, Optional<ReportJournal.Step>> join =
        other -> {
          requireSameUnit(seenOther, other);
          return Optional.of(joined(other, id, caller));
        };
    Function<Report, Optional<ReportJournal.Step>> close =
        report -> {
          requireSameUnit(seen, report);
          return Optional.of(
              new ReportJournal.Step(
                  report.with(report.handling().mergeInto(wanted.into())),
                  deed(caller, Change.Kind.MERGED, wanted.note()).about(wanted.into())));
        };
    // Always in the same order, so that two merges never wait for each other.
    Uni<Report> done =
        id.compareTo(wanted.into()) < 0
            ? journal
                .change(transaction, id, null, close)
                .call(() -> journal.change(transaction, wanted.into(), null, join))
            : journal
                .change(transaction, wanted.into(), null, join)
                .chain(() -> journal.change(transaction, id, null, close));
    return done.call(() -> votes.join(transaction, id, wanted.into()));
  }

  private static ReportJournal.Step joined(Report other, UUID duplicate, Caller caller) {
    if (!other.handling().status().isOpen()) {
      throw new Problem(WorkProblems.NOT_MERGEABLE);
    }
    return new ReportJournal.Step(
        other, deed(caller, Change.Kind.DUPLICATE_JOINED, null).about(duplicate));
  }

  /** The report, if that caller may work on it. */
  private Uni<Report> of(UUID id, Caller caller) {
    return reports.find(id).call(report -> officers.requireOf(report.handling().unit(), caller));
  }

  private Uni<Report> change(
      Report seen, Long version, Function<Report, Optional<ReportJournal.Step>> decide) {
    return pool.withTransaction(
            transaction ->
                journal.change(
                    transaction,
                    seen.id(),
                    version,
                    now -> {
                      requireSameUnit(seen, now);
                      return decide.apply(now);
                    }))
        .invoke(relay::wake);
  }

  /** Whoever may work on it may not any more when it was handed on since we looked. */
  private static void requireSameUnit(Report seen, Report now) {
    if (!now.handling().unit().equals(seen.handling().unit())) {
      throw ETags.stale();
    }
  }

  private ReportJournal.Step moved(
      Report report, WorkRequests.ChangeStatus wanted, String note, Caller caller, Terms terms) {
    ReportStatus before = report.handling().status();
    Handling after = report.handling().moveTo(wanted.status(), journal.now(), terms);
    boolean reopened = before.isReopenedBy(wanted.status());
    boolean needsText = reopened || !wanted.status().isOpen();
    if (needsText && !wanted.hasText()) {
      throw Problem.invalid("note", "field.work.note", wanted.status());
    }
    Change.Kind kind = reopened ? Change.Kind.REOPENED : Change.Kind.STATUS;
    return new ReportJournal.Step(
        report.with(after), deed(caller, kind, note).showing(wanted.afterPhoto()));
  }

  private Uni<String> text(WorkRequests.ChangeStatus wanted, Report report, Caller caller) {
    if (wanted.template() == null || (wanted.note() != null && !wanted.note().isBlank())) {
      return Uni.createFrom().item(wanted.note());
    }
    return templates
        .read(wanted.template(), caller)
        .map(template -> template.text().in(report.author().language()));
  }

  private Uni<Void> requireAfterPhoto(Report report, WorkRequests.ChangeStatus wanted) {
    if (wanted.afterPhoto() == null) {
      return Uni.createFrom().voidItem();
    }
    return media
        .find(report.id(), wanted.afterPhoto())
        .invoke(Work::requireShowsTheRepair)
        .replaceWithVoid();
  }

  private static void requireShowsTheRepair(MediaItem item) {
    if (item.purpose() != Purpose.AFTER || item.status() == MediaStatus.REJECTED) {
      throw new Problem(WorkProblems.NO_AFTER_PHOTO);
    }
  }

  private Uni<Void> requireOf(String unit, UUID assignee) {
    if (assignee == null) {
      return Uni.createFrom().voidItem();
    }
    return officers
        .find(pool, assignee)
        .invoke(
            officer -> {
              if (!officer.unit().equals(unit)) {
                throw new Problem(OfficerProblems.OTHER_UNIT, unit).with("unit", unit);
              }
            })
        .replaceWithVoid();
  }

  private static Deed deed(Caller caller, Change.Kind kind, String note) {
    Change.Actor actor = caller.hasRole(Role.OFFICER) ? Change.Actor.OFFICER : Change.Actor.ADMIN;
    return Deed.by(caller.userId().orElse(null), actor, kind, note);
  }
}
