package id.loket.report.analytics;

import id.loket.report.analytics.Documents.Document;
import id.loket.report.analytics.EtlStore.Expected;
import id.loket.report.analytics.EtlStore.Mark;
import id.loket.report.analytics.EtlStore.Sum;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Compares PostgreSQL and OpenSearch exactly: per month how many reports there are and what their
 * checks add up to, both of which are kept as reports are written. Reports that were changed since
 * the last run are left out on both sides. Where a month differs, its days are compared, and where
 * a day differs its reports, a page at a time.
 */
@Singleton
class Reconciliation {
  /** When more changed reports than this wait, they are not left out one by one. */
  static final int MOST_PENDING = 100_000;

  /** So many differing reports are named, to be mended one by one. */
  static final int MOST_NAMED = 10_000;

  private static final int PENDING_AT_ONCE = 2000;
  private static final int PAGE = 2000;
  private static final UUID BEFORE_ANY = new UUID(0, 0);

  private final EtlStore store;
  private final Documents documents;

  Reconciliation(EtlStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
  }

  /**
   * What both sides add up to.
   *
   * @param taken how far OpenSearch is
   */
  record Sides(Watermark taken, Map<String, Sum> rows, Map<String, Sum> documents) {
    boolean isEqual() {
      return rows.equals(documents);
    }

    private Set<String> differing() {
      Set<String> differing = new TreeSet<>();
      Stream.concat(rows.keySet().stream(), documents.keySet().stream())
          .filter(month -> !Objects.equals(rows.get(month), documents.get(month)))
          .forEach(differing::add);
      return differing;
    }

    private static long total(Map<String, Sum> sums) {
      return sums.values().stream().mapToLong(Sum::reports).sum();
    }

    Comparison comparison(long differences, List<UUID> examples) {
      return new Comparison(Etl.now(), total(rows), total(documents), differences, examples);
    }
  }

  /** Adds both sides up; empty when too many changes wait for that. */
  Uni<Optional<Sides>> sides(Watermark taken) {
    return store
        .expected(taken, MOST_PENDING)
        .chain(
            expected ->
                expected.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : documents(expected.get())
                        .map(found -> new Sides(taken, expected.get().months(), found))
                        .map(Optional::of));
  }

  private Uni<Map<String, Sum>> documents(Expected expected) {
    List<UUID> pending = expected.pending();
    return documents
        .months()
        .chain(
            all ->
                Multi.createFrom()
                    .range(0, (pending.size() + PENDING_AT_ONCE - 1) / PENDING_AT_ONCE)
                    .onItem()
                    .transformToUniAndConcatenate(
                        part -> documents.monthsOf(part(pending, part)).invoke(of -> less(all, of)))
                    .collect()
                    .asList()
                    .replaceWith(all));
  }

  private static List<UUID> part(List<UUID> ids, int part) {
    int from = part * PENDING_AT_ONCE;
    return ids.subList(from, Math.min(ids.size(), from + PENDING_AT_ONCE));
  }

  private static void less(Map<String, Sum> all, Map<String, Sum> without) {
    without.forEach(
        (month, sum) ->
            all.computeIfPresent(
                month,
                (same, each) -> {
                  Sum left = each.minus(sum);
                  return left.isNothing() ? null : left;
                }));
  }

  /**
   * Looks for what differs.
   *
   * @param sign done before each page, such as showing that this replica is alive
   */
  Uni<Findings> inspect(Sides sides, Uni<Void> sign) {
    Findings findings = new Findings(sides);
    return Multi.createFrom()
        .iterable(sides.differing())
        .onItem()
        .transformToUniAndConcatenate(month -> month(YearMonth.parse(month), findings, sign))
        .collect()
        .asList()
        .replaceWith(findings);
  }

  private Uni<Void> month(YearMonth month, Findings findings, Uni<Void> sign) {
    Instant from = begin(month.atDay(1));
    Instant to = begin(month.plusMonths(1).atDay(1));
    return sign.chain(
            () ->
                Uni.combine()
                    .all()
                    .unis(store.days(findings.sides.taken(), from, to), documents.days(from, to))
                    .asTuple())
        .map(days -> new Sides(null, days.getItem1(), days.getItem2()).differing())
        .chain(
            days ->
                Multi.createFrom()
                    .iterable(days)
                    .onItem()
                    .transformToUniAndConcatenate(day -> day(LocalDate.parse(day), findings, sign))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private Uni<Void> day(LocalDate day, Findings findings, Uni<Void> sign) {
    Walk walk = new Walk(begin(day), begin(day.plusDays(1)));
    return Multi.createBy()
        .repeating()
        .uni(() -> walk, same -> sign.chain(() -> page(same, findings)))
        .whilst(more -> more)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /** Where in a day the comparison is. */
  private static final class Walk {
    private final Instant from;
    private final Instant to;
    private UUID after = BEFORE_ANY;

    Walk(Instant from, Instant to) {
      this.from = from;
      this.to = to;
    }
  }

  /** Compares a page of reports with the documents between its ids; whether there is another. */
  private Uni<Boolean> page(Walk walk, Findings findings) {
    return store
        .marks(findings.sides.taken(), walk.from, walk.to, walk.after, PAGE)
        .chain(
            rows -> {
              boolean more = rows.size() == PAGE;
              UUID last = more ? List.copyOf(rows.keySet()).getLast() : null;
              Suspects suspects = new Suspects(new HashMap<>(rows));
              Walk within = new Walk(walk.from, walk.to);
              within.after = walk.after;
              walk.after = last;
              return documents(within, last, suspects)
                  .chain(() -> acquit(suspects, findings))
                  .replaceWith(more);
            });
  }

  private Uni<Void> documents(Walk within, UUID last, Suspects suspects) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> within,
            walk ->
                documents
                    .page(walk.from, walk.to, walk.after, last, PAGE)
                    .map(
                        page -> {
                          page.forEach(suspects::compare);
                          walk.after = page.isEmpty() ? walk.after : page.getLast().id();
                          return page.size() == PAGE;
                        }))
        .whilst(more -> more)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /** What has changed while it was looked at is the next run's. */
  private Uni<Void> acquit(Suspects suspects, Findings findings) {
    List<UUID> ids = suspects.ids();
    return ids.isEmpty()
        ? Uni.createFrom().voidItem()
        : store
            .changedSince(findings.sides.taken(), ids)
            .invoke(changed -> findings.add(suspects, changed))
            .replaceWithVoid();
  }

  /** Reports and documents of a page that do not fit. */
  private static final class Suspects {
    private final Map<UUID, Mark> rows;
    private final List<UUID> stale = new ArrayList<>();
    private final List<UUID> newer = new ArrayList<>();
    private final Map<UUID, String> orphans = new HashMap<>();

    Suspects(Map<UUID, Mark> rows) {
      this.rows = rows;
    }

    void compare(Document document) {
      Mark row = rows.remove(document.id());
      if (row == null) {
        orphans.put(document.id(), document.index());
      } else if (document.mark().changedIn() > row.changedIn()) {
        newer.add(document.id());
      } else if (!document.mark().equals(row)) {
        stale.add(document.id());
      }
    }

    List<UUID> ids() {
      return Stream.of(rows.keySet(), stale, newer, orphans.keySet())
          .flatMap(java.util.Collection::stream)
          .toList();
    }
  }

  /** What was found. */
  static final class Findings {
    private static final int MOST_EXAMPLES = 10;

    private final Sides sides;
    private final List<UUID> missing = new ArrayList<>();
    private final Map<UUID, String> orphans = new HashMap<>();
    private long differences;
    private boolean newer;

    private Findings(Sides sides) {
      this.sides = sides;
    }

    private void add(Suspects suspects, Set<UUID> changed) {
      Stream.of(suspects.rows.keySet(), suspects.stale, suspects.newer)
          .flatMap(java.util.Collection::stream)
          .filter(id -> !changed.contains(id))
          .forEach(
              id -> {
                differences++;
                if (missing.size() < MOST_NAMED) {
                  missing.add(id);
                }
              });
      suspects.orphans.forEach(
          (id, index) -> {
            if (!changed.contains(id)) {
              differences++;
              if (orphans.size() < MOST_NAMED) {
                orphans.put(id, index);
              }
            }
          });
      newer |= suspects.newer.stream().anyMatch(id -> !changed.contains(id));
    }

    /** Reports OpenSearch does not have, or has in another state: the first of them. */
    List<UUID> missing() {
      return missing;
    }

    /** Documents without a report, with the index each is in: the first of them. */
    Map<UUID, String> orphans() {
      return orphans;
    }

    /**
     * Whether only taking all reports anew mends it: too much differs, or documents are newer than
     * their reports, which happens when the database was put back to an earlier state.
     */
    boolean callsForRebuild() {
      return newer || differences > missing.size() + orphans.size();
    }

    Comparison comparison() {
      return sides.comparison(
          differences,
          Stream.concat(missing.stream(), orphans.keySet().stream())
              .sorted()
              .limit(MOST_EXAMPLES)
              .toList());
    }
  }
}
