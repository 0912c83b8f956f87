package id.loket.report.confirmation;

import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.report.calendar.Calendars;
import id.loket.report.link.Links;
import id.loket.report.report.Change;
import id.loket.report.report.Deed;
import id.loket.report.report.Handling;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.ReportStatus;
import id.loket.report.report.Reports;
import id.loket.report.report.Terms;
import id.loket.report.report.Visibility;
import id.loket.report.report.Votes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What those who suffered say to a repair: that it holds, or that it does not. */
@Singleton
public class Confirmations {
  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final Votes votes;
  private final Calendars calendars;
  private final Links links;
  private final OutboxRelay relay;
  private final ConfirmationConfig config;

  Confirmations(
      Pool pool,
      Reports reports,
      ReportJournal journal,
      Votes votes,
      Calendars calendars,
      Links links,
      OutboxRelay relay,
      ConfirmationConfig config) {
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.votes = votes;
    this.calendars = calendars;
    this.links = links;
    this.relay = relay;
    this.config = config;
  }

  /**
   * What a link in a notice holds.
   *
   * @param voter for whom it was written, or null for the reporter
   */
  public record Link(String token, UUID voter) {
    /** As a form sends it. */
    static Link of(String token, String voter) {
      try {
        return new Link(token, voter == null || voter.isBlank() ? null : UUID.fromString(voter));
      } catch (IllegalArgumentException noId) {
        return new Link(null, null);
      }
    }
  }

  /**
   * A report, and who may say whether it is fixed.
   *
   * @param actor {@code REPORTER} or {@code VOTER}
   * @param user null for whoever did not sign in
   * @param merged the report they made, where it was merged into this one and they did not sign in
   */
  public record Asked(Report report, Change.Actor actor, UUID user, UUID merged) {}

  /**
   * The report, if whoever asks may answer: its reporter or a voter, signed in or by the link that
   * was written for them and belongs to its present resolution.
   *
   * @return fails with {@code confirmation-link-unknown} (403)
   */
  public Uni<Asked> askedAbout(UUID id, Link link, Reader reader) {
    return reports
        .find(id)
        .chain(
            report ->
                isReporter(report, link, reader)
                    ? Uni.createFrom()
                        .item(
                            new Asked(
                                report, Change.Actor.REPORTER, report.author().userId(), null))
                    : voter(report, link, reader));
  }

  private boolean isReporter(Report report, Link link, Reader reader) {
    boolean byLink =
        link.voter() == null
            && links.isResolutionToken(report.id(), report.handling().resolvedAt(), link.token());
    return byLink || report.isOf(reader.userId()) || reader.holdsToken().test(report.id());
  }

  private Uni<Asked> voter(Report report, Link link, Reader reader) {
    boolean byLink =
        link.voter() != null
            && links.isResolutionToken(
                report.id(), report.handling().resolvedAt(), link.voter(), link.token());
    UUID voter = byLink ? link.voter() : reader.userId();
    if (voter == null || report.content().visibility() == Visibility.PRIVATE) {
      return Uni.createFrom().failure(new Problem(ConfirmationProblems.LINK_UNKNOWN));
    }
    return votes
        .has(report.id(), voter)
        .chain(
            voted ->
                voted
                    ? Uni.createFrom().item(new Asked(report, Change.Actor.VOTER, voter, null))
                    : whoseReportWasMerged(report, byLink ? voter : null));
  }

  /** Who left only a contact has their report's link: it was merged into this one. */
  private Uni<Asked> whoseReportWasMerged(Report report, UUID merged) {
    return pool.withConnection(
            connection ->
                merged == null
                    ? Uni.createFrom().item(Optional.<Report>empty())
                    : reports.find(connection, merged))
        .map(found -> found.filter(other -> other.handling().duplicateOf() != null))
        .map(
            found ->
                found
                    .map(other -> new Asked(report, Change.Actor.VOTER, null, other.id()))
                    .orElseThrow(() -> new Problem(ConfirmationProblems.LINK_UNKNOWN)));
  }

  /**
   * Keeps that the repair holds, or opens the report again.
   *
   * @return the report as it is now; fails with {@code nothing-to-confirm} or {@code
   *     too-late-to-reopen} (409)
   */
  public Uni<Report> answer(UUID id, Link link, Reader reader, boolean fixed, String note) {
    return askedAbout(id, link, reader)
        .chain(asked -> write(asked, fixed, note))
        .invoke(relay::wake);
  }

  private Uni<Report> write(Asked asked, boolean fixed, String note) {
    Instant resolvedAt = asked.report().handling().resolvedAt();
    return pool.withTransaction(
        transaction ->
            journal.changeOnce(
                transaction,
                asked.report().id(),
                null,
                report -> {
                  boolean resolved =
                      report.handling().status() == ReportStatus.RESOLVED
                          && report.handling().resolvedAt().equals(resolvedAt);
                  if (!resolved) {
                    throw new Problem(
                        ConfirmationProblems.NOTHING_TO_CONFIRM, report.handling().status());
                  }
                  return fixed
                      ? confirmed(transaction, asked, report, note)
                      : calendars
                          .of(transaction, report.handling().unit())
                          .map(calendar -> Terms.of(calendar, report.category()))
                          .map(terms -> Optional.of(reopened(asked, report, note, terms)));
                }));
  }

  private ReportJournal.Step reopened(Asked asked, Report report, String note, Terms terms) {
    Instant now = journal.now();
    if (report.handling().resolvedAt().plus(config.reopenWithin()).isBefore(now)) {
      throw new Problem(ConfirmationProblems.TOO_LATE, config.reopenWithin().toDays());
    }
    Handling after = report.handling().moveTo(ReportStatus.IN_PROGRESS, now, terms);
    return new ReportJournal.Step(report.with(after), deed(asked, Change.Kind.REOPENED, note));
  }

  /** A second click says nothing new, however close it follows: the row is locked. */
  private Uni<Optional<ReportJournal.Step>> confirmed(
      SqlClient transaction, Asked asked, Report report, String note) {
    return reports
        .hasConfirmed(
            transaction,
            report.id(),
            report.handling().resolvedAt(),
            asked.actor(),
            asked.user(),
            asked.merged())
        .map(
            before ->
                before
                    ? Optional.empty()
                    : Optional.of(
                        new ReportJournal.Step(report, deed(asked, Change.Kind.CONFIRMED, note))));
  }

  private static Deed deed(Asked asked, Change.Kind kind, String note) {
    String text = note == null || note.isBlank() ? null : note.strip();
    return Deed.by(asked.user(), asked.actor(), kind, text).about(asked.merged());
  }
}
