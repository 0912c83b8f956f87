package id.loket.report.question;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.id.Ids;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.report.calendar.Calendars;
import id.loket.report.link.Links;
import id.loket.report.officer.Officers;
import id.loket.report.report.Author;
import id.loket.report.report.Change;
import id.loket.report.report.Deed;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.ReportJournal;
import id.loket.report.report.Reports;
import id.loket.report.report.Terms;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What officers need to know of a reporter before they can go on. Until the reporter answers, the
 * time to repair stands still, but not for ever.
 */
@Singleton
public class Questions {
  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final Calendars calendars;
  private final Officers officers;
  private final Links links;
  private final OutboxRelay relay;
  private final QuestionConfig config;

  Questions(
      Pool pool,
      Reports reports,
      ReportJournal journal,
      Calendars calendars,
      Officers officers,
      Links links,
      OutboxRelay relay,
      QuestionConfig config) {
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.calendars = calendars;
    this.officers = officers;
    this.links = links;
    this.relay = relay;
    this.config = config;
  }

  /** A report, and what its reporter is asked. */
  public record Asked(Report report, String question) {}

  /**
   * Asks the reporter something, who is told of it.
   *
   * @return fails with {@code report-closed} or {@code reporter-not-reachable} (409)
   */
  public Uni<Report> ask(UUID id, Long version, String question, Caller caller) {
    UUID entry = Ids.next();
    return mayWork(id, caller)
        .chain(
            seen ->
                change(
                    id,
                    version,
                    (report, terms) -> {
                      requireSameUnit(seen, report);
                      requireReachable(report.author());
                      Instant now = journal.now();
                      return new ReportJournal.Step(
                          report.with(
                              report
                                  .handling()
                                  .ask(entry, now, now.plus(config.longestWait()), terms)),
                          deed(caller, Change.Kind.ASKED, question).as(entry));
                    }));
  }

  /** Does not wait for an answer any more; fails with {@code nothing-asked} (409). */
  public Uni<Report> withdraw(UUID id, Caller caller) {
    return mayWork(id, caller)
        .chain(
            seen ->
                change(
                    id,
                    null,
                    (report, terms) -> {
                      requireSameUnit(seen, report);
                      requireAsked(report);
                      return new ReportJournal.Step(
                          report.with(report.handling().goOn(journal.now(), terms)),
                          deed(caller, Change.Kind.ANSWERED, null));
                    }));
  }

  /**
   * The report and the question, for whoever may answer it: the reporter, or whoever has the link.
   *
   * @return fails with {@code question-link-unknown} (403)
   */
  public Uni<Asked> askedOf(UUID id, String token, Reader reader) {
    return reports
        .find(id)
        .invoke(report -> requireMayAnswer(report, token, reader))
        .chain(
            report ->
                pool.withConnection(
                        connection ->
                            report.handling().clock().question() == null
                                ? Uni.createFrom().item(Optional.<Change>empty())
                                : reports.change(connection, report.handling().clock().question()))
                    .map(entry -> new Asked(report, entry.map(Change::note).orElse(null))));
  }

  /**
   * Takes the answer; the time to repair goes on, and the unit is told.
   *
   * @return fails with {@code nothing-asked} (409) or {@code question-link-unknown} (403)
   */
  public Uni<Report> answer(UUID id, String token, Reader reader, String answer) {
    return reports
        .find(id)
        .invoke(report -> requireMayAnswer(report, token, reader))
        .chain(
            seen ->
                change(
                    id,
                    null,
                    (report, terms) -> {
                      requireAsked(report);
                      requireMayAnswer(report, token, reader);
                      return new ReportJournal.Step(
                          report.with(report.handling().goOn(journal.now(), terms)),
                          Deed.by(
                              report.author().userId(),
                              Change.Actor.REPORTER,
                              Change.Kind.ANSWERED,
                              answer.strip()));
                    }));
  }

  private Uni<Report> change(
      UUID id, Long version, BiFunction<Report, Terms, ReportJournal.Step> decide) {
    return pool.withTransaction(
            transaction ->
                journal.changeOnce(
                    transaction,
                    id,
                    version,
                    report ->
                        terms(transaction, report)
                            .map(terms -> Optional.of(decide.apply(report, terms)))))
        .invoke(relay::wake);
  }

  private Uni<Terms> terms(SqlClient transaction, Report report) {
    return calendars
        .of(transaction, report.handling().unit())
        .map(calendar -> Terms.of(calendar, report.category()));
  }

  private Uni<Report> mayWork(UUID id, Caller caller) {
    return reports.find(id).call(report -> officers.requireOf(report.handling().unit(), caller));
  }

  private static void requireSameUnit(Report seen, Report now) {
    if (!now.handling().unit().equals(seen.handling().unit())) {
      throw ETags.stale(); // handed to another unit since we looked
    }
  }

  private static void requireReachable(Author author) {
    if (author.userId() == null && author.contact() == null) {
      throw new Problem(QuestionProblems.NOBODY_TO_ASK);
    }
  }

  private static void requireAsked(Report report) {
    report.handling().requireOpen();
    if (report.handling().clock().question() == null) {
      throw new Problem(QuestionProblems.NOTHING_ASKED);
    }
  }

  private void requireMayAnswer(Report report, String token, Reader reader) {
    UUID question = report.handling().clock().question();
    boolean isReporter = report.isOf(reader.userId()) || reader.holdsToken().test(report.id());
    if (!isReporter && !(question != null && links.isQuestionToken(question, token))) {
      throw new Problem(QuestionProblems.LINK_UNKNOWN);
    }
  }

  private static Deed deed(Caller caller, Change.Kind kind, String note) {
    Change.Actor actor = caller.hasRole(Role.OFFICER) ? Change.Actor.OFFICER : Change.Actor.ADMIN;
    return Deed.by(caller.userId().orElse(null), actor, kind, note);
  }
}
