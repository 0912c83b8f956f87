package id.loket.report.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.report.analytics.EtlStore.Pending;
import id.loket.report.analytics.EtlStore.Sum;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * checks add up to, and where that differs report by report. Reports that were changed since the
 * last run are left out on both sides.
 */
@Singleton
class Reconciliation {
  /** More changed reports than this are not left out one by one: a run is due first. */
  static final int MOST_PENDING = 1000;

  private static final int MOST_EXAMPLES = 10;
  private static final int PAGE = 5000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final EtlStore store;
  private final OpenSearchClient server;

  Reconciliation(EtlStore store, OpenSearchClient server) {
    this.store = store;
    this.server = server;
  }

  /**
   * What was found.
   *
   * @param missing reports OpenSearch does not have, or has in another state
   * @param orphans documents without a report, with the index each is in
   */
  record Findings(Comparison comparison, List<UUID> missing, Map<UUID, String> orphans) {}

  /** Compares; empty when too many changes wait for that. */
  Uni<Optional<Findings>> compare(Watermark taken) {
    return store
        .pending(taken, MOST_PENDING + 1)
        .chain(
            pending ->
                pending.count() > MOST_PENDING
                    ? Uni.createFrom().item(Optional.empty())
                    : compare(taken, pending).map(Optional::of));
  }

  private Uni<Findings> compare(Watermark taken, Pending pending) {
    return Uni.combine()
        .all()
        .unis(store.sums(taken), documents(pending.ids()))
        .asTuple()
        .chain(
            sums -> {
              Map<String, Sum> rows = sums.getItem1();
              Map<String, Sum> documents = sums.getItem2();
              Set<String> differing = new TreeSet<>();
              Stream.concat(rows.keySet().stream(), documents.keySet().stream())
                  .filter(month -> !Objects.equals(rows.get(month), documents.get(month)))
                  .forEach(differing::add);
              return inspect(taken, differing)
                  .map(found -> found.findings(total(rows), total(documents)));
            });
  }

  private Uni<Inspection> inspect(Watermark taken, Set<String> months) {
    Inspection inspection = new Inspection();
    return Multi.createFrom()
        .iterable(months)
        .onItem()
        .transformToUniAndConcatenate(month -> inspect(taken, YearMonth.parse(month), inspection))
        .collect()
        .asList()
        .chain(() -> store.changedSince(taken, inspection.suspects()))
        .invoke(inspection::acquit)
        .replaceWith(inspection);
  }

  private Uni<Void> inspect(Watermark taken, YearMonth month, Inspection inspection) {
    Instant from = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    Instant to = month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    return Uni.combine()
        .all()
        .unis(store.month(taken, from, to), documents(from, to))
        .asTuple()
        .invoke(both -> inspection.compare(both.getItem1(), both.getItem2()))
        .replaceWithVoid();
  }

  private static long total(Map<String, Sum> sums) {
    return sums.values().stream().mapToLong(Sum::reports).sum();
  }

  private Uni<Map<String, Sum>> documents(List<UUID> except) {
    ObjectNode query = JSON.objectNode().put("size", 0);
    ArrayNode ids =
        query
            .putObject("query")
            .putObject("bool")
            .putObject("must_not")
            .putObject("ids")
            .putArray("values");
    except.forEach(id -> ids.add(id.toString()));
    ObjectNode months = query.putObject("aggs").putObject("months");
    months
        .putObject("date_histogram")
        .put("field", "createdAt")
        .put("calendar_interval", "month")
        .put("format", "yyyy-MM")
        .put("min_doc_count", 1);
    months.putObject("aggs").putObject("checks").putObject("sum").put("field", "check");
    return server
        .post("/" + ReportIndexes.ALIAS + "/_search", query)
        .map(answer -> answer.accepted().body().path("aggregations").path("months"))
        .map(
            answer -> {
              Map<String, Sum> sums = new HashMap<>();
              for (JsonNode month : answer.path("buckets")) {
                sums.put(
                    month.path("key_as_string").asText(),
                    new Sum(
                        month.path("doc_count").asLong(),
                        // exact: 2²¹ reports a month of 32 bits each fit a double
                        month.path("checks").path("value").asLong()));
              }
              return sums;
            });
  }

  private record Document(long changedIn, String index) {}

  private Uni<Map<UUID, Document>> documents(Instant from, Instant to) {
    Map<UUID, Document> found = new LinkedHashMap<>();
    return Multi.createBy()
        .repeating()
        .uni(Page::new, page -> next(page, from, to, found))
        .whilst(more -> more)
        .collect()
        .asList()
        .replaceWith(found);
  }

  private static final class Page {
    private String after;
  }

  private Uni<Boolean> next(Page page, Instant from, Instant to, Map<UUID, Document> found) {
    ObjectNode query = JSON.objectNode().put("size", PAGE).put("_source", false);
    query
        .putObject("query")
        .putObject("range")
        .putObject("createdAt")
        .put("gte", from.toEpochMilli())
        .put("lt", to.toEpochMilli())
        .put("format", "epoch_millis");
    query.putArray("docvalue_fields").add("changedIn");
    query.putArray("sort").addObject().put("id", "asc");
    if (page.after != null) {
      query.putArray("search_after").add(page.after);
    }
    return server
        .post("/" + ReportIndexes.ALIAS + "/_search", query)
        .map(answer -> answer.accepted().body().path("hits").path("hits"))
        .map(
            hits -> {
              for (JsonNode hit : hits) {
                page.after = hit.path("_id").asText();
                found.put(
                    UUID.fromString(page.after),
                    new Document(
                        hit.path("fields").path("changedIn").path(0).asLong(),
                        hit.path("_index").asText()));
              }
              return hits.size() == PAGE;
            });
  }

  /** What does not fit, report by report. */
  private static final class Inspection {
    private final Set<UUID> missing = new HashSet<>();
    private final Map<UUID, String> orphans = new HashMap<>();

    void compare(Map<UUID, Long> rows, Map<UUID, Document> documents) {
      rows.forEach(
          (id, changedIn) -> {
            Document document = documents.get(id);
            if (document == null || document.changedIn != changedIn) {
              missing.add(id);
            }
          });
      documents.forEach(
          (id, document) -> {
            if (!rows.containsKey(id)) {
              orphans.put(id, document.index);
            }
          });
    }

    Set<UUID> suspects() {
      Set<UUID> suspects = new HashSet<>(missing);
      suspects.addAll(orphans.keySet());
      return suspects;
    }

    /** What has changed while it was looked at is the next run's. */
    void acquit(Set<UUID> changed) {
      missing.removeAll(changed);
      orphans.keySet().removeAll(changed);
    }

    Findings findings(long rows, long documents) {
      List<UUID> examples = new ArrayList<>(missing);
      examples.addAll(orphans.keySet());
      return new Findings(
          new Comparison(
              Instant.now().truncatedTo(ChronoUnit.MICROS),
              rows,
              documents,
              missing.size() + orphans.size(),
              examples.stream().sorted().limit(MOST_EXAMPLES).toList()),
          List.copyOf(missing),
          Map.copyOf(orphans));
    }
  }
}
