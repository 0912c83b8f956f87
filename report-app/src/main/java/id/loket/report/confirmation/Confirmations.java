package id.loket.report.confirmation;

import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.report.link.Links;
import id.loket.report.report.Change;
import id.loket.report.report.Deed;
import id.loket.report.report.Handling;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.ReportStatus;
import id.loket.report.report.Reports;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the reporter says to a repair: that it holds, or that it does not. */
@Singleton
public class Confirmations {
  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final Links links;
  private final OutboxRelay relay;
  private final ConfirmationConfig config;

  Confirmations(
      Pool pool,
      Reports reports,
      ReportJournal journal,
      Links links,
      OutboxRelay relay,
      ConfirmationConfig config) {
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.links = links;
    this.relay = relay;
    this.config = config;
  }

  /**
   * The report, if whoever asks may answer for its reporter: by the link that belongs to its
   * present resolution, or as the reporter.
   *
   * @return fails with {@code confirmation-link-unknown} (403)
   */
  public Uni<Report> askedAbout(UUID id, String token, Reader reader) {
    return reports
        .find(id)
        .invoke(
            report -> {
              boolean byLink = links.isResolutionToken(id, report.handling().resolvedAt(), token);
              if (!byLink && reader.of(report) != Reader.Relation.REPORTER) {
                throw new Problem(ConfirmationProblems.LINK_UNKNOWN);
              }
            });
  }

  /**
   * Keeps that the repair holds, or opens the report again.
   *
   * @return the report as it is now; fails with {@code nothing-to-confirm} or {@code
   *     too-late-to-reopen} (409)
   */
  public Uni<Report> answer(UUID id, String token, Reader reader, boolean fixed, String note) {
    return askedAbout(id, token, reader)
        .chain(
            asked ->
                fixed
                    ? confirmedBefore(asked)
                        .chain(before -> before ? same(asked) : write(asked, true, note))
                    : write(asked, false, note))
        .invoke(relay::wake);
  }

  private Uni<Report> write(Report asked, boolean fixed, String note) {
    Instant resolvedAt = asked.handling().resolvedAt();
    return pool.withTransaction(
        transaction ->
            journal.change(
                transaction,
                asked.id(),
                null,
                report -> {
                  boolean resolved =
                      report.handling().status() == ReportStatus.RESOLVED
                          && report.handling().resolvedAt().equals(resolvedAt);
                  if (!resolved) {
                    throw new Problem(
                        ConfirmationProblems.NOTHING_TO_CONFIRM, report.handling().status());
                  }
                  return Optional.of(fixed ? confirmed(report, note) : reopened(report, note));
                }));
  }

  private ReportJournal.Step reopened(Report report, String note) {
    Instant now = journal.now();
    if (report.handling().resolvedAt().plus(config.reopenWithin()).isBefore(now)) {
      throw new Problem(ConfirmationProblems.TOO_LATE, config.reopenWithin().toDays());
    }
    Handling after =
        report
            .handling()
            .moveTo(ReportStatus.IN_PROGRESS, now, Duration.ofHours(report.category().slaHours()));
    return new ReportJournal.Step(
        report.with(after), byReporter(report, Change.Kind.REOPENED, note));
  }

  private static ReportJournal.Step confirmed(Report report, String note) {
    return new ReportJournal.Step(report, byReporter(report, Change.Kind.CONFIRMED, note));
  }

  private static Deed byReporter(Report report, Change.Kind kind, String note) {
    String text = note == null || note.isBlank() ? null : note.strip();
    return Deed.by(report.author().userId(), Change.Actor.REPORTER, kind, text);
  }

  /** A second click says nothing new. */
  private Uni<Boolean> confirmedBefore(Report report) {
    if (report.handling().status() != ReportStatus.RESOLVED) {
      return Uni.createFrom().item(false);
    }
    Reader everything = new Reader(true, null, id -> false);
    return reports
        .history(report.id(), everything)
        .map(changes -> lastIsConfirmation(changes, report.handling().resolvedAt()));
  }

  private static boolean lastIsConfirmation(List<Change> changes, Instant resolvedAt) {
    return changes.stream()
        .anyMatch(
            change -> change.kind() == Change.Kind.CONFIRMED && !change.at().isBefore(resolvedAt));
  }

  private static Uni<Report> same(Report report) {
    return Uni.createFrom().item(report);
  }
}
