package id.loket.report.report;

import id.loket.kit.event.Event;
import id.loket.kit.http.ETags;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.Pipeline;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes reports: the row, the entry of its history and the event that tells of it, in one
 * transaction. The row is locked first, so that history and events keep the order of the changes.
 */
@Singleton
public class ReportJournal {
  private final ReportStore store;
  private final Outbox outbox;
  private final TolerantJson json;
  private final Clock clock;

  ReportJournal(ReportStore store, Outbox outbox, TolerantJson json, Clock clock) {
    this.store = store;
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
    return store
        .lock(transaction, id)
        .map(found -> found.orElseThrow(() -> new Problem(ReportProblems.NOT_FOUND)))
        .chain(
            report -> {
              if (version != null && version != report.version()) {
                throw ETags.stale();
              }
              return decide
                  .apply(report)
                  .map(step -> write(transaction, step))
                  .orElseGet(() -> Uni.createFrom().item(report));
            });
  }

  /** Writes a new report. */
  Uni<Void> open(SqlClient transaction, Report report, Deed deed) {
    return Pipeline.of(
        store.insert(transaction, report), enter(transaction, report, deed, report.createdAt()));
  }

  /** Writes that a locked report is deleted. */
  Uni<Void> close(SqlClient transaction, Report report, Deed deed) {
    return enter(transaction, report, deed, now())
        .chain(() -> store.markDeleted(transaction, report.id()));
  }

  /** This moment, as exactly as the database keeps it. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Uni<Report> write(SqlClient transaction, Step step) {
    Instant now = now();
    return store
        .update(transaction, step.report(), now)
        .chain(
            version -> {
              Report written = written(step.report(), version, now);
              return enter(transaction, written, step.deed(), now).replaceWith(written);
            });
  }

  private static Report written(Report report, long version, Instant now) {
    return new Report(
        report.id(),
        report.category(),
        report.content(),
        report.author(),
        report.handling(),
        report.votes(),
        report.source(),
        version,
        report.createdAt(),
        now,
        report.traceparent());
  }

  private Uni<Void> enter(SqlClient transaction, Report report, Deed deed, Instant now) {
    Handling handling = report.handling();
    Change change =
        new Change(
            Ids.next(),
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
    Uni<Void> entry = store.append(transaction, report.id(), change);
    return eventType(deed.kind())
        .map(type -> Pipeline.of(entry, publish(transaction, type, report, change)))
        .orElse(entry);
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
        Event.now(type, report.id().toString(), json.write(data)).elseIn(report.traceparent()));
  }

  private static Optional<String> eventType(Change.Kind kind) {
    return switch (kind) {
      case RECEIVED -> Optional.of("report.received");
      case STATUS, REOPENED, MERGED -> Optional.of("report.status_changed");
      case SLA_BREACHED -> Optional.of("report.sla_breached");
      case CONFIRMED -> Optional.of("report.confirmed");
      case DELETED -> Optional.of("report.deleted");
      case DUPLICATE_JOINED, EDITED, ASSIGNED, NOTE -> Optional.empty();
    };
  }
}
