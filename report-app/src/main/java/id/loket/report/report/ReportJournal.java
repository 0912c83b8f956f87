package id.loket.report.report;

import id.loket.kit.event.Event;
import id.loket.kit.http.ETags;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.Pipeline;
import id.loket.kit.problem.Problem;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes reports: the row, the entry of its history, the event that tells of it and what its unit
 * is told, in one transaction. The row is locked first, so that history and events keep the order
 * of the changes. Whatever happens to a report whose time is over, that is noted first: no step
 * made in time to hide it does.
 */
@Singleton
public class ReportJournal {
  private final ReportStore store;
  private final HistoryStore history;
  private final ClockStore clocks;
  private final Outbox outbox;
  private final TolerantJson json;
  private final Clock clock;

  ReportJournal(
      ReportStore store,
      HistoryStore history,
      ClockStore clocks,
      Outbox outbox,
      TolerantJson json,
      Clock clock) {
    this.store = store;
    this.history = history;
    this.clocks = clocks;
    this.outbox = outbox;
    this.json = json;
    this.clock = clock;
  }

  /** What becomes of a report, and why. */
  public record Step(Report report, Deed deed) {}

  /**
   * Changes a report in the caller's transaction.
   *
   * @param version the one the caller last saw, or null for any
   * @param decide what becomes of it; empty when nothing does
   * @return the report as it is now; fails with {@code report-not-found} (404) or {@code stale}
   *     (412)
   */
  public Uni<Report> change(
      SqlClient transaction, UUID id, Long version, Function<Report, Optional<Step>> decide) {
    return changeOnce(
        transaction, id, version, report -> Uni.createFrom().item(decide.apply(report)));
  }

  /** The same where deciding needs another look into the database, now that the row is locked. */
  public Uni<Report> changeOnce(
      SqlClient transaction, UUID id, Long version, Function<Report, Uni<Optional<Step>>> decide) {
    return store
        .lock(transaction, id)
        .map(found -> found.orElseThrow(() -> new Problem(ReportProblems.NOT_FOUND)))
        .invoke(
            report -> {
              if (version != null && version != report.version()) {
                throw ETags.stale();
              }
            })
        .chain(report -> noteIfLate(transaction, report))
        .chain(
            report ->
                decide
                    .apply(report)
                    .chain(
                        step ->
                            step.map(found -> write(transaction, report, found))
                                .orElseGet(() -> Uni.createFrom().item(report))));
  }

  private Uni<Report> noteIfLate(SqlClient transaction, Report report) {
    Instant now = now();
    return report.handling().isNewlyLate(now)
        ? clocks
            .breached(transaction, report, now)
            .chain(
                () ->
                    write(
                        transaction,
                        report,
                        new Step(
                            report.with(report.handling().breach(now)),
                            Deed.bySystem(Change.Kind.SLA_BREACHED))))
        : Uni.createFrom().item(report);
  }

  /** Writes a new report. */
  Uni<Void> open(SqlClient transaction, Report report, Deed deed) {
    return Pipeline.of(
        store.insert(transaction, report),
        enter(transaction, null, report, deed, report.createdAt()));
  }

  /** Writes that a locked report is deleted. */
  Uni<Void> close(SqlClient transaction, Report report, Deed deed) {
    return enter(transaction, report, report, deed, now())
        .chain(() -> store.markDeleted(transaction, report.id()));
  }

  /** This moment, as exactly as the database keeps it. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Uni<Report> write(SqlClient transaction, Report before, Step step) {
    Instant now = now();
    return store
        .update(transaction, step.report(), now)
        .chain(
            version -> {
              Report written = step.report().written(version, now);
              return enter(transaction, before, written, step.deed(), now).replaceWith(written);
            });
  }

  private Uni<Void> enter(
      SqlClient transaction, Report before, Report report, Deed deed, Instant now) {
    Handling handling = report.handling();
    Change change =
        new Change(
            deed.id() == null ? Ids.next() : deed.id(),
            deed.kind(),
            handling.status(),
            deed.note(),
            deed.by(),
            deed.actor(),
            handling.unit(),
            handling.assignee(),
            deed.otherReport(),
            deed.mediaId(),
            now);
    List<Uni<Void>> writes = new ArrayList<>();
    writes.add(history.append(transaction, report.id(), change));
    eventType(deed.kind())
        .ifPresent(type -> writes.add(publish(transaction, type, report, change)));
    if (report.source() != Source.SAMPLE) {
      UnitTold.of(before, report, deed)
          .ifPresent(
              told ->
                  writes.add(
                      clocks.alert(
                          transaction,
                          report.id(),
                          told.kind(),
                          handling.unit(),
                          told.officer(),
                          now)));
    }
    return Pipeline.of(writes);
  }

  private Uni<Void> publish(SqlClient transaction, String type, Report report, Change change) {
    ReportChanged data =
        new ReportChanged(
            report.id(),
            change.id(),
            change.kind(),
            change.status(),
            report.category().code(),
            report.handling().unit(),
            report.source(),
            report.version(),
            change.at());
    return outbox.append(
        transaction,
        new Event(
                change.id(), // so that it can be told which changes a listener has not taken in
                type,
                report.id().toString(),
                change.at(),
                json.write(data),
                TraceParent.current())
            .elseIn(report.traceparent()));
  }

  private static Optional<String> eventType(Change.Kind kind) {
    return switch (kind) {
      case RECEIVED -> Optional.of("report.received");
      case STATUS, REOPENED, MERGED -> Optional.of("report.status_changed");
      case SLA_BREACHED -> Optional.of("report.sla_breached");
      case CONFIRMED -> Optional.of("report.confirmed");
      case ASKED -> Optional.of("report.asked");
      case DELETED -> Optional.of("report.deleted");
      case DUPLICATE_JOINED, EDITED, ASSIGNED, NOTE, ANSWERED -> Optional.empty();
    };
  }
}
