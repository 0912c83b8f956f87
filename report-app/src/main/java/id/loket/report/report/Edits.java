package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.MergePatch;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.calendar.Calendars;
import id.loket.report.calendar.WorkCalendar;
import id.loket.report.category.Categories;
import id.loket.report.category.Category;
import id.loket.report.officer.Officers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Changes of what a report says. */
@Singleton
public class Edits {
  private final Pool pool;
  private final Reports reports;
  private final ReportJournal journal;
  private final Categories categories;
  private final Calendars calendars;
  private final Officers officers;
  private final MergePatch patches;
  private final OutboxRelay relay;

  Edits(
      Pool pool,
      Reports reports,
      ReportJournal journal,
      Categories categories,
      Calendars calendars,
      Officers officers,
      MergePatch patches,
      OutboxRelay relay) {
    this.pool = pool;
    this.reports = reports;
    this.journal = journal;
    this.categories = categories;
    this.calendars = calendars;
    this.officers = officers;
    this.patches = patches;
    this.relay = relay;
  }

  /**
   * Changes a report by a merge patch: its reporter while nobody has looked at it, officers of its
   * unit and administrators while it is open. Another category hands it to that category's unit.
   *
   * @param version the version the caller last saw
   * @return fails with {@code report-not-changeable} (409) or {@code officer-of-another-unit} (403)
   */
  public Uni<Report> edit(UUID id, long version, JsonNode patch, Reader reader, Caller caller) {
    return reports
        .visible(id, reader)
        .chain(report -> editor(report, reader, caller).map(actor -> new Edit(report, actor)))
        .invoke(edit -> requireChangeable(edit.report(), edit.by()))
        .chain(
            edit -> {
              ReportFields fields =
                  patches.apply(fieldsOf(edit.report()), patch, ReportFields.class);
              return Uni.combine()
                  .all()
                  .unis(
                      categories.named(pool, fields.category()),
                      calendars.ofCategory(pool, fields.category()))
                  .asTuple()
                  .chain(
                      found ->
                          write(edit, version, fields, found.getItem1(), found.getItem2(), reader));
            })
        .invoke(relay::wake);
  }

  /** What is to be edited, and in what role. */
  private record Edit(Report report, Change.Actor by) {}

  /** An officer who reported it is its reporter, unless it is their unit's. */
  private Uni<Change.Actor> editor(Report report, Reader reader, Caller caller) {
    boolean isReporter = report.isOf(reader.userId()) || reader.holdsToken().test(report.id());
    if (!caller.isAdmin() && !caller.hasRole(Role.OFFICER)) {
      return isReporter
          ? Uni.createFrom().item(Change.Actor.REPORTER)
          : Uni.createFrom().failure(new Problem(ProblemType.FORBIDDEN));
    }
    Change.Actor actor = caller.isAdmin() ? Change.Actor.ADMIN : Change.Actor.OFFICER;
    Uni<Change.Actor> officer =
        officers.requireOf(report.handling().unit(), caller).replaceWith(actor);
    return isReporter
        ? officer.onFailure(Problem.class).recoverWithItem(Change.Actor.REPORTER)
        : officer;
  }

  private Uni<Report> write(
      Edit edit,
      long version,
      ReportFields fields,
      Category category,
      WorkCalendar calendar,
      Reader reader) {
    Report seen = edit.report();
    boolean moved = !category.id().equals(seen.category().id());
    if (moved && !category.fields().active()) {
      throw new Problem(ReportProblems.CATEGORY_RETIRED);
    }
    reports.checkLocation(fields.location());
    category.requireAnswers(fields.answers());
    return pool.withTransaction(
        transaction ->
            journal.change(
                transaction,
                seen.id(),
                version,
                report -> {
                  requireChangeable(report, edit.by());
                  Report said = report.with(content(fields));
                  Report next = moved ? moved(said, category, calendar) : said;
                  return Optional.of(
                      new ReportJournal.Step(
                          next, Deed.by(reader.userId(), edit.by(), Change.Kind.EDITED, null)));
                }));
  }

  private static Content content(ReportFields fields) {
    return new Content(
        fields.note().strip(), fields.location(), fields.visibility(), fields.answers());
  }

  /** It is due anew, by what is promised for that category, from when it came in. */
  private Report moved(Report report, Category category, WorkCalendar calendar) {
    Report.CategorySummary summary = Reports.summary(category);
    Handling handling =
        report
            .handling()
            .hand(category.fields().unit(), null, journal.now(), Terms.of(calendar, summary));
    return report.with(summary).with(handling);
  }

  private static void requireChangeable(Report report, Change.Actor by) {
    ReportStatus status = report.handling().status();
    boolean changeable =
        by == Change.Actor.REPORTER ? status == ReportStatus.RECEIVED : status.isOpen();
    if (!changeable) {
      throw new Problem(ReportProblems.NOT_CHANGEABLE, status).with("reportStatus", status);
    }
  }

  private static ReportFields fieldsOf(Report report) {
    Content content = report.content();
    return new ReportFields(
        report.category().code(),
        content.note(),
        content.location(),
        content.visibility(),
        content.answers());
  }
}
