package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.id.Ids;
import id.loket.kit.language.Language;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.trace.TraceParent;
import id.loket.report.calendar.Calendars;
import id.loket.report.calendar.WorkCalendar;
import id.loket.report.category.Categories;
import id.loket.report.category.Category;
import id.loket.report.link.Links;
import id.loket.report.officer.Officers;
import id.loket.report.place.Location;
import id.loket.report.place.Position;
import id.loket.report.place.ServedArea;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What people can do with reports. Officers' work is another feature's. */
@Singleton
public class Reports {
  private static final int NEARBY_SHOWN = 5;

  private final Pool pool;
  private final ReportStore store;
  private final ReportQueries lists;
  private final ReportJournal journal;
  private final HistoryStore history;
  private final ClockStore clocks;
  private final Categories categories;
  private final Calendars calendars;
  private final ServedArea area;
  private final Links links;
  private final Officers officers;
  private final OutboxRelay relay;
  private final List<ReportDeletion> deletions;
  private final MeterRegistry metrics;

  Reports(
      Pool pool,
      ReportStore store,
      ReportQueries lists,
      ReportJournal journal,
      HistoryStore history,
      ClockStore clocks,
      Categories categories,
      Calendars calendars,
      ServedArea area,
      Links links,
      Officers officers,
      OutboxRelay relay,
      @All List<ReportDeletion> deletions,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.lists = lists;
    this.journal = journal;
    this.history = history;
    this.clocks = clocks;
    this.categories = categories;
    this.calendars = calendars;
    this.area = area;
    this.links = links;
    this.officers = officers;
    this.relay = relay;
    this.deletions = deletions;
    this.metrics = metrics;
  }

  /**
   * A report that was taken in.
   *
   * @param nearby open ones that may be of the same damage
   */
  public record Received(Report report, List<Nearby> nearby) {}

  /**
   * Takes in a report in the caller's transaction; call {@link #wake} once it is committed.
   *
   * @return fails with {@code category-not-found} (404), {@code category-retired}, {@code
   *     outside-served-area} (422), {@code sign-in-needed} (401) or {@code invalid-input} (400)
   */
  public Uni<Received> receive(
      SqlClient transaction, NewReport wanted, Author author, Source source) {
    return Uni.combine()
        .all()
        .unis(
            categories.named(transaction, wanted.category()),
            calendars.ofCategory(transaction, wanted.category()))
        .asTuple()
        .chain(
            found -> {
              Category category = found.getItem1();
              Report report = made(wanted, author, source, category, found.getItem2());
              // Sent at once, in this order: a report is not near itself.
              return Uni.combine()
                  .all()
                  .unis(
                      nearby(transaction, category, report.content().location()),
                      journal.open(transaction, report, received(author)))
                  .with((nearby, opened) -> new Received(report, nearby));
            });
  }

  /** Lets the events of a committed change leave at once. */
  public void wake() {
    relay.wake();
  }

  /** Counts a report once it is committed. */
  public void count(Received received) {
    metrics.counter("loket.reports", "source", received.report().source().name()).increment();
  }

  /** Open public reports of a category near a point, nearest first. */
  public Uni<List<Nearby>> nearby(String categoryCode, Location location) {
    return categories.named(pool, categoryCode).chain(category -> nearby(pool, category, location));
  }

  /** The report, whoever asks; fails with {@code report-not-found} (404). */
  public Uni<Report> find(UUID id) {
    return find(pool, id).map(found -> found.orElseThrow(Reports::notFound));
  }

  /** The report as the caller's transaction sees it. */
  public Uni<Optional<Report>> find(SqlClient transaction, UUID id) {
    return store.find(transaction, id);
  }

  /** The report, if that reader may see it; private ones look as if they were not there. */
  public Uni<Report> visible(UUID id, Reader reader) {
    return find(id)
        .invoke(
            report -> {
              if (report.content().visibility() == Visibility.PRIVATE
                  && reader.of(report) == Reader.Relation.PUBLIC) {
                throw notFound();
              }
            });
  }

  /** The report, if that reader reported it or is staff. */
  public Uni<Report> own(UUID id, Reader reader) {
    return visible(id, reader)
        .invoke(
            report -> {
              if (reader.of(report) == Reader.Relation.PUBLIC) {
                throw new Problem(ProblemType.FORBIDDEN);
              }
            });
  }

  /** Who asks, with the token that stands for a report's reporter, or null. */
  public Uni<Reader> reader(Caller caller, String reporterToken) {
    return officers
        .unitOf(caller)
        .map(
            unit ->
                new Reader(
                    caller.isAdmin() || caller.isService(),
                    unit.orElse(null),
                    caller.userId().orElse(null),
                    report -> links.isReporterToken(report, reporterToken)));
  }

  /** A page of the reports that reader may see, newest first. */
  public Uni<Page<Report>> search(ReportSearch search, Reader reader) {
    if (search.overdue && !reader.isStaff()) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    if (search.mine && reader.userId() == null) {
      throw new Problem(ProblemType.UNAUTHENTICATED);
    }
    return lists
        .search(pool, search, reader)
        .map(
            reports ->
                Page.of(
                    reports,
                    search.limit(),
                    report -> new Cursor(report.createdAt(), report.id())));
  }

  /** What happened to a report, as far as that reader may know. */
  public Uni<List<Change>> history(UUID id, Reader reader) {
    return visible(id, reader)
        .chain(
            report -> history.history(pool, id).map(changes -> shown(changes, reader.of(report))));
  }

  private static List<Change> shown(List<Change> changes, Reader.Relation relation) {
    return switch (relation) {
      case STAFF -> changes;
      case REPORTER ->
          changes.stream()
              .filter(change -> change.kind().isForReporter())
              .map(Change::withoutPeople)
              .toList();
      case PUBLIC ->
          changes.stream()
              .filter(change -> change.kind().isOpen())
              .map(Change::withoutPeople)
              .toList();
    };
  }

  /** Each time a report's time was over, first ones first; fails with {@code report-not-found}. */
  public Uni<List<Breach>> breaches(UUID id, Reader reader) {
    return visible(id, reader).chain(report -> clocks.breaches(pool, id));
  }

  /** One entry of a report's history. */
  public Uni<Optional<Change>> change(SqlClient transaction, UUID changeId) {
    return history.change(transaction, changeId);
  }

  /**
   * Deletes a report with its photos: its reporter while nobody has looked at it, an administrator
   * always. Numbers and history keep that there was one, without what it said.
   */
  public Uni<Void> delete(UUID id, Reader reader, boolean admin) {
    return own(id, reader)
        .chain(
            seen ->
                pool.withTransaction(
                    transaction ->
                        store
                            .lock(transaction, id)
                            .map(found -> found.orElseThrow(Reports::notFound))
                            .invoke(report -> requireDeletable(report, reader, admin))
                            .chain(report -> close(transaction, report, reader, admin))))
        .invoke(relay::wake);
  }

  /** Whether somebody said since then that it is fixed, as the caller's transaction sees it. */
  public Uni<Boolean> hasConfirmed(
      SqlClient transaction, UUID id, Instant since, Change.Actor actor, UUID by, UUID merged) {
    return history.hasConfirmed(transaction, id, since, actor, by, merged);
  }

  /** Open reports whose time is over and not yet noted to be, behind that one. */
  public Uni<List<LateReport>> late(LateReport behind, int count) {
    return clocks.late(pool, journal.now(), behind, count);
  }

  /** Open reports of a unit, in the order they came in, behind that one. */
  public Uni<List<OpenReport>> openOf(String unit, Instant afterAt, UUID afterId, int count) {
    return clocks.openOf(pool, unit, afterAt, afterId, count);
  }

  /** Notes that units are to be told of reports that will soon be late; answers how many. */
  public Uni<Integer> warn(int count) {
    return clocks.warn(pool, journal.now(), count);
  }

  /** What the next unit is to be told: the caller's to tell, in this transaction. */
  public Uni<List<UnitAlert>> takeAlerts(SqlClient transaction, int count) {
    return clocks.takeAlerts(transaction, count);
  }

  private Uni<Void> close(SqlClient transaction, Report report, Reader reader, boolean admin) {
    Deed deed =
        Deed.by(
            reader.userId(),
            admin ? Change.Actor.ADMIN : Change.Actor.REPORTER,
            Change.Kind.DELETED,
            null);
    return Multi.createFrom()
        .iterable(deletions)
        .onItem()
        .transformToUniAndConcatenate(deletion -> deletion.deleted(transaction, report.id()))
        .collect()
        .last()
        .chain(() -> journal.close(transaction, report, deed));
  }

  private static void requireDeletable(Report report, Reader reader, boolean admin) {
    if (admin) {
      return;
    }
    if (reader.isStaff() && !report.isOf(reader.userId())) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    ReportStatus status = report.handling().status();
    if (status != ReportStatus.RECEIVED) {
      throw new Problem(ReportProblems.NOT_CHANGEABLE, status).with("reportStatus", status);
    }
  }

  private Report made(
      NewReport wanted, Author author, Source source, Category category, WorkCalendar calendar) {
    if (!category.fields().active()) {
      throw new Problem(ReportProblems.CATEGORY_RETIRED);
    }
    if (author.userId() == null && !category.fields().takesAnonymous()) {
      throw new Problem(ReportProblems.SIGN_IN_NEEDED).header("WWW-Authenticate", "Bearer");
    }
    if (author.anonymous() && !category.fields().takesAnonymous()) {
      throw Problem.invalid("anonymous", "field.report.anonymous");
    }
    checkLocation(wanted.location());
    Map<String, JsonNode> answers = wanted.answers() == null ? Map.of() : wanted.answers();
    category.requireAnswers(answers);
    Instant now = journal.now();
    Report.CategorySummary summary = summary(category);
    return new Report(
        Ids.next(),
        summary,
        new Content(
            wanted.note().strip(),
            wanted.location(),
            Objects.requireNonNullElse(wanted.visibility(), Visibility.PUBLIC),
            answers),
        author,
        Handling.begin(category.fields().unit(), now, Terms.of(calendar, summary)),
        0,
        source,
        1,
        now,
        now,
        TraceParent.current());
  }

  /** Who reports: what the request says, completed by who sends it. */
  public static Author author(NewReport wanted, Caller caller, Language language) {
    UUID user = caller.userId().orElse(null);
    Set<Channel> channels =
        wanted.channels() == null || wanted.channels().isEmpty()
            ? EnumSet.of(Channel.MAIL)
            : EnumSet.copyOf(wanted.channels());
    return new Author(
        user,
        user == null || Boolean.TRUE.equals(wanted.anonymous()),
        user == null ? wanted.contact() : null,
        language,
        channels);
  }

  void checkLocation(Location location) {
    if (!location.saysWhere()) {
      throw Problem.invalid("location", "field.report.location");
    }
    area.require(location);
  }

  private Uni<List<Nearby>> nearby(SqlClient client, Category category, Location location) {
    Position point = location.point();
    int radius = category.fields().duplicateRadius();
    return point == null || radius == 0
        ? Uni.createFrom().item(List.of())
        : store.nearby(client, category.id(), point, radius, NEARBY_SHOWN);
  }

  private static Deed received(Author author) {
    return Deed.by(author.userId(), Change.Actor.REPORTER, Change.Kind.RECEIVED, null);
  }

  static Report.CategorySummary summary(Category category) {
    return new Report.CategorySummary(
        category.id(),
        category.fields().code(),
        category.fields().name(),
        category.fields().slaHours());
  }

  static Problem notFound() {
    return new Problem(ReportProblems.NOT_FOUND);
  }
}
