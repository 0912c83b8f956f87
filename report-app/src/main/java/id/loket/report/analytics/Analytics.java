package id.loket.report.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.kit.problem.Problem;
import id.loket.report.analytics.HeatMap.Feature;
import id.loket.report.analytics.HeatMap.Geometry;
import id.loket.report.analytics.HeatMap.Properties;
import id.loket.report.analytics.Trend.Point;
import id.loket.report.analytics.Trend.Series;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Questions about reports, answered from OpenSearch. */
@Singleton
public class Analytics {
  private static final Set<String> KEYS = Set.of("category", "area", "status", "unit", "source");
  private static final Set<String> INTERVALS = Set.of("day", "week", "month");
  private static final int MOST_KEYS = 1000;
  private static final int MOST_SQUARES = 10_000;
  private static final int LONGEST_GEOHASH = 7;
  private static final int PAGE = 5000;
  private static final int NOT_FOUND = 404;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final OpenSearchClient server;
  private final AnalyticsConfig config;

  Analytics(OpenSearchClient server, AnalyticsConfig config) {
    this.server = server;
    this.config = config;
  }

  /** Reports by category, area, status, unit or source, the most numerous first. */
  Uni<Counts> counts(ReportFilter filter, String by, int precision) {
    ObjectNode search = search(filter);
    ObjectNode keys = search.putObject("aggs").putObject("keys");
    if (key(by).equals("area")) {
      keys.setAll(grid(precision));
    } else {
      keys.setAll(terms(by));
    }
    return ask(search)
        .map(
            body ->
                new Counts(
                    total(body),
                    by,
                    list(
                        body.path("aggregations").path("keys"),
                        bucket ->
                            new Counts.Count(
                                bucket.path("key").asText(), bucket.path("doc_count").asLong()))));
  }

  /** How long repairs took. */
  Uni<Resolution> resolution(ReportFilter filter, String by) {
    ObjectNode search = search(filter);
    ObjectNode keys = search.putObject("aggs").putObject("keys");
    keys.setAll(terms(key(by)));
    ObjectNode inner = keys.putObject("aggs");
    inner.putObject("resolved").putObject("value_count").put("field", "hoursToResolve");
    ObjectNode percentiles = inner.putObject("hours").putObject("percentiles");
    percentiles.put("field", "hoursToResolve");
    percentiles.putArray("percents").add(50).add(75).add(90).add(95).add(99);
    percentiles.putObject("tdigest").put("compression", 200);
    return ask(search)
        .map(
            body ->
                new Resolution(by, list(body.path("aggregations").path("keys"), Analytics::hours)));
  }

  private static Resolution.Hours hours(JsonNode bucket) {
    JsonNode values = bucket.path("hours").path("values");
    return new Resolution.Hours(
        bucket.path("key").asText(),
        bucket.path("resolved").path("value").asLong(),
        number(values.path("50.0")),
        number(values.path("75.0")),
        number(values.path("90.0")),
        number(values.path("95.0")),
        number(values.path("99.0")));
  }

  private static Double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : null;
  }

  /** Promises that were not kept. */
  Uni<Breaches> breaches(ReportFilter filter, String by) {
    ObjectNode search = search(filter);
    ObjectNode keys = search.putObject("aggs").putObject("keys");
    keys.setAll(terms(key(by)));
    ObjectNode inner = keys.putObject("aggs");
    inner.putObject("late").putObject("filter").putObject("term").put("resolvedLate", true);
    ArrayNode overdue =
        inner.putObject("overdue").putObject("filter").putObject("bool").putArray("filter");
    overdue.addObject().putObject("term").put("open", true);
    overdue
        .addObject()
        .putObject("range")
        .putObject("dueAt")
        .put("lt", Instant.now().toEpochMilli())
        .put("format", "epoch_millis");
    return ask(search)
        .map(
            body ->
                new Breaches(by, list(body.path("aggregations").path("keys"), Analytics::breach)));
  }

  private static Breaches.Breach breach(JsonNode bucket) {
    long reports = bucket.path("doc_count").asLong();
    long late = bucket.path("late").path("doc_count").asLong();
    long overdue = bucket.path("overdue").path("doc_count").asLong();
    return new Breaches.Breach(
        bucket.path("key").asText(),
        reports,
        late,
        overdue,
        reports == 0 ? 0 : (double) (late + overdue) / reports);
  }

  /** Reports per day, week or month; a time without any is shown with 0. */
  Uni<Trend> trend(ReportFilter filter, String interval, String by) {
    if (!INTERVALS.contains(interval)) {
      throw Problem.invalid("interval", "field.interval");
    }
    ObjectNode search = search(filter);
    ObjectNode points = JSON.objectNode();
    points
        .putObject("date_histogram")
        .put("field", "createdAt")
        .put("calendar_interval", interval)
        .put("time_zone", config.zone().getId());
    ObjectNode aggregations = search.putObject("aggs");
    if (by == null) {
      aggregations.set("points", points);
    } else {
      ObjectNode keys = aggregations.putObject("keys");
      keys.setAll(terms(key(by)));
      keys.putObject("aggs").set("points", points);
    }
    return ask(search)
        .map(
            body -> {
              JsonNode found = body.path("aggregations");
              return new Trend(
                  interval,
                  by,
                  by == null
                      ? List.of(new Series(null, points(found)))
                      : list(
                          found.path("keys"),
                          bucket -> new Series(bucket.path("key").asText(), points(bucket))));
            });
  }

  private static List<Point> points(JsonNode holder) {
    return list(
        holder.path("points"),
        bucket ->
            new Point(
                Instant.ofEpochMilli(bucket.path("key").asLong()),
                bucket.path("doc_count").asLong()));
  }

  /** Where reports are. */
  Uni<HeatMap> heatMap(ReportFilter filter, int precision) {
    ObjectNode search = search(filter);
    search.putObject("aggs").putObject("squares").setAll(grid(precision));
    return ask(search)
        .map(
            body -> {
              JsonNode squares = body.path("aggregations").path("squares");
              double fullest = squares.path("buckets").path(0).path("doc_count").asDouble(1);
              List<Feature> features = list(squares, bucket -> feature(bucket, fullest));
              return new HeatMap("FeatureCollection", features, features.size() >= MOST_SQUARES);
            });
  }

  private static Feature feature(JsonNode bucket, double fullest) {
    String hash = bucket.path("key").asText();
    long reports = bucket.path("doc_count").asLong();
    Geohash.Point middle = Geohash.middle(hash);
    return new Feature(
        "Feature",
        new Geometry("Point", List.of(middle.lon(), middle.lat())),
        new Properties(hash, reports, reports / fullest));
  }

  /** Reports of one area and category in one week, which begins on that Monday. */
  public record WeekCount(String area, String category, LocalDate week, int reports) {}

  /**
   * Counts per area, category and week, of those that have any; in no order.
   *
   * @param before only weeks that begin before this Monday
   */
  public Uni<List<WeekCount>> weekly(LocalDate before) {
    List<WeekCount> found = new ArrayList<>();
    return Multi.createBy()
        .repeating()
        .uni(Page::new, page -> next(page, before, found))
        .whilst(more -> more)
        .collect()
        .asList()
        .replaceWith(found);
  }

  /** Reports that are open now, per area and category. */
  public Uni<List<WeekCount>> open() {
    ObjectNode search = search(new ReportFilter());
    ((ArrayNode) search.path("query").path("bool").path("filter"))
        .addObject()
        .putObject("term")
        .put("open", true);
    ObjectNode areas = search.putObject("aggs").putObject("keys");
    areas.putObject("terms").put("field", "area").put("size", MOST_SQUARES);
    areas.putObject("aggs").putObject("categories").setAll(terms("category"));
    return ask(search)
        .map(
            body -> {
              List<WeekCount> open = new ArrayList<>();
              for (JsonNode area : body.path("aggregations").path("keys").path("buckets")) {
                for (JsonNode category : area.path("categories").path("buckets")) {
                  open.add(
                      new WeekCount(
                          area.path("key").asText(),
                          category.path("key").asText(),
                          null,
                          category.path("doc_count").asInt()));
                }
              }
              return open;
            });
  }

  private static final class Page {
    private JsonNode after;
  }

  private Uni<Boolean> next(Page page, LocalDate before, List<WeekCount> found) {
    ObjectNode search = JSON.objectNode().put("size", 0);
    search
        .putObject("query")
        .putObject("range")
        .putObject("createdAt")
        .put("lt", before.atStartOfDay(config.zone()).toInstant().toEpochMilli())
        .put("format", "epoch_millis");
    ObjectNode composite =
        search.putObject("aggs").putObject("cells").putObject("composite").put("size", PAGE);
    ArrayNode sources = composite.putArray("sources");
    source(sources, "area").put("field", "area");
    source(sources, "category").put("field", "category");
    sources
        .addObject()
        .putObject("week")
        .putObject("date_histogram")
        .put("field", "createdAt")
        .put("calendar_interval", "week")
        .put("time_zone", config.zone().getId());
    if (page.after != null) {
      composite.set("after", page.after);
    }
    return ask(search)
        .map(body -> body.path("aggregations").path("cells"))
        .map(
            cells -> {
              for (JsonNode bucket : cells.path("buckets")) {
                JsonNode key = bucket.path("key");
                found.add(
                    new WeekCount(
                        key.path("area").asText(),
                        key.path("category").asText(),
                        Instant.ofEpochMilli(key.path("week").asLong())
                            .atZone(config.zone())
                            .toLocalDate(),
                        bucket.path("doc_count").asInt()));
              }
              page.after = cells.get("after_key");
              return page.after != null;
            });
  }

  private static ObjectNode source(ArrayNode sources, String name) {
    return sources.addObject().putObject(name).putObject("terms");
  }

  private ObjectNode search(ReportFilter filter) {
    ObjectNode search = JSON.objectNode().put("size", 0).put("track_total_hits", true);
    search.set("query", filter.query(config.zone()));
    return search;
  }

  private static String key(String by) {
    if (by == null || !KEYS.contains(by)) {
      throw Problem.invalid("by", "field.by", String.join(", ", KEYS.stream().sorted().toList()));
    }
    return by;
  }

  private static ObjectNode terms(String field) {
    ObjectNode terms = JSON.objectNode();
    terms.putObject("terms").put("field", field).put("size", MOST_KEYS);
    return terms;
  }

  private static ObjectNode grid(int precision) {
    if (precision < 1 || precision > LONGEST_GEOHASH) {
      throw Problem.invalid("precision", "field.precision", LONGEST_GEOHASH);
    }
    ObjectNode grid = JSON.objectNode();
    grid.putObject("geohash_grid")
        .put("field", "location")
        .put("precision", precision)
        .put("size", MOST_SQUARES);
    return grid;
  }

  private Uni<JsonNode> ask(ObjectNode search) {
    return server
        .post("/" + ReportIndexes.ALIAS + "/_search", search)
        .map(
            answer -> {
              if (answer.status() == NOT_FOUND) {
                throw new Problem(AnalyticsProblems.NOT_READY).header("Retry-After", "60");
              }
              return answer.accepted().body();
            });
  }

  private static long total(JsonNode body) {
    return body.path("hits").path("total").path("value").asLong();
  }

  private static <T> List<T> list(JsonNode aggregation, Function<JsonNode, T> view) {
    List<T> list = new ArrayList<>();
    aggregation.path("buckets").forEach(bucket -> list.add(view.apply(bucket)));
    return list;
  }
}
