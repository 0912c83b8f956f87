package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.MergePatch;
import id.loket.kit.id.Ids;
import id.loket.kit.language.Language;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.trace.TraceParent;
import id.loket.report.category.Categories;
import id.loket.report.category.Category;
import id.loket.report.link.Links;
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
  private static final int LATE_AT_ONCE = 100;

  private final Pool pool;
  private final ReportStore store;
  private final ReportQueries lists;
  private final ReportJournal journal;
  private final Categories categories;
  private final ServedArea area;
  private final Links links;
  private final MergePatch patches;
  private final OutboxRelay relay;
  private final List<ReportDeletion> deletions;
  private final MeterRegistry metrics;

  Reports(
      Pool pool,
      ReportStore store,
      ReportQueries lists,
      ReportJournal journal,
      Categories categories,
      ServedArea area,
      Links links,
      MergePatch patches,
      OutboxRelay relay,
      @All List<ReportDeletion> deletions,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.lists = lists;
    this.journal = journal;
    this.categories = categories;
    this.area = area;
    this.links = links;
    this.patches = patches;
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
    return categories
        .named(transaction, wanted.category())
        .chain(
            category -> {
              Report report = made(wanted, author, source, category);
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
  public Reader reader(Caller caller, String reporterToken) {
    return new Reader(
        caller.isAdmin() || caller.hasRole(Role.OFFICER) || caller.isService(),
        caller.userId().orElse(null),
        report -> links.isReporterToken(report, reporterToken));
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
        .search(pool, search, reader.userId(), reader.isStaff())
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
            report ->
                store
                    .history(pool, id)
                    .map(
                        changes ->
                            reader.isStaff()
                                ? changes
                                : changes.stream()
                                    .filter(change -> change.kind().isOpen())
                                    .map(Change::withoutPeople)
                                    .toList()));
  }

  /** One entry of a report's history. */
  public Uni<Optional<Change>> change(SqlClient transaction, UUID changeId) {
    return store.change(transaction, changeId);
  }

  /**
   * Changes what a report says, by a merge patch: its reporter while nobody has looked at it, staff
   * while it is open. Another category hands it to that category's unit.
   *
   * @param version the version the caller last saw
   * @return fails with {@code report-not-changeable} (409)
   */
  public Uni<Report> edit(UUID id, long version, JsonNode patch, Reader reader) {
    return own(id, reader)
        .invoke(report -> requireChangeable(report, reader))
        .chain(
            report -> {
              ReportFields fields = patches.apply(fieldsOf(report), patch, ReportFields.class);
              return categories
                  .named(pool, fields.category())
                  .chain(category -> write(report, version, fields, category, reader));
            })
        .invoke(relay::wake);
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

  /** Says that somebody else suffers from it too: counted once, and told with the reporter. */
  public Uni<Integer> vote(UUID id, UUID voter, Language language, Set<Channel> channels) {
    return pool.withTransaction(
        transaction ->
            votable(transaction, id)
                .invoke(
                    report -> {
                      if (report.isOf(voter)) {
                        throw new Problem(ReportProblems.OWN);
                      }
                      report.handling().requireOpen();
                    })
                .chain(report -> store.vote(transaction, id, voter, language, channels))
                .chain(isNew -> store.countVotes(transaction, id)));
  }

  /** Takes a vote back. */
  public Uni<Integer> withdrawVote(UUID id, UUID voter) {
    return pool.withTransaction(
        transaction ->
            votable(transaction, id)
                .chain(report -> store.withdrawVote(transaction, id, voter))
                .chain(() -> store.countVotes(transaction, id)));
  }

  /** Whoever is told of one report is told of the other from now on. */
  public Uni<Void> joinVotes(SqlClient transaction, UUID from, UUID to) {
    return store.joinVotes(transaction, from, to);
  }

  /** Open reports whose time is over and not yet noted to be. */
  public Uni<List<UUID>> late() {
    return store.late(pool, journal.now(), LATE_AT_ONCE);
  }

  private Uni<Report> votable(SqlClient transaction, UUID id) {
    return store
        .lock(transaction, id)
        .map(found -> found.orElseThrow(Reports::notFound))
        .invoke(
            report -> {
              if (report.content().visibility() == Visibility.PRIVATE) {
                throw notFound();
              }
            });
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

  private Uni<Report> write(
      Report seen, long version, ReportFields fields, Category category, Reader reader) {
    boolean moved = !category.id().equals(seen.category().id());
    if (moved && !category.fields().active()) {
      throw new Problem(ReportProblems.CATEGORY_RETIRED);
    }
    checkLocation(fields.location());
    category.requireAnswers(fields.answers());
    return pool.withTransaction(
        transaction ->
            journal.change(
                transaction,
                seen.id(),
                version,
                report -> {
                  requireChangeable(report, reader);
                  Report next = edited(report, fields, category, moved);
                  Change.Actor actor =
                      reader.isStaff() ? Change.Actor.OFFICER : Change.Actor.REPORTER;
                  return Optional.of(
                      new ReportJournal.Step(
                          next, Deed.by(reader.userId(), actor, Change.Kind.EDITED, null)));
                }));
  }

  private static Report edited(
      Report report, ReportFields fields, Category category, boolean moved) {
    Content content =
        new Content(
            fields.note().strip(), fields.location(), fields.visibility(), fields.answers());
    Handling handling =
        moved ? report.handling().assign(category.fields().unit(), null) : report.handling();
    return new Report(
        report.id(),
        summary(category),
        content,
        report.author(),
        handling,
        report.votes(),
        report.source(),
        report.version(),
        report.createdAt(),
        report.updatedAt(),
        report.traceparent());
  }

  private static void requireChangeable(Report report, Reader reader) {
    ReportStatus status = report.handling().status();
    boolean changeable = reader.isStaff() ? status.isOpen() : status == ReportStatus.RECEIVED;
    if (!changeable) {
      throw new Problem(ReportProblems.NOT_CHANGEABLE, status).with("reportStatus", status);
    }
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

  private Report made(NewReport wanted, Author author, Source source, Category category) {
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
    return new Report(
        Ids.next(),
        summary(category),
        new Content(
            wanted.note().strip(),
            wanted.location(),
            Objects.requireNonNullElse(wanted.visibility(), Visibility.PUBLIC),
            answers),
        author,
        Handling.begin(category.fields().unit(), now, category.sla()),
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

  private void checkLocation(Location location) {
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

  private static ReportFields fieldsOf(Report report) {
    Content content = report.content();
    return new ReportFields(
        report.category().code(),
        content.note(),
        content.location(),
        content.visibility(),
        content.answers());
  }

  private static Report.CategorySummary summary(Category category) {
    return new Report.CategorySummary(
        category.id(),
        category.fields().code(),
        category.fields().name(),
        category.fields().slaHours());
  }

  private static Problem notFound() {
    return new Problem(ReportProblems.NOT_FOUND);
  }
}
