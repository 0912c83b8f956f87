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
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Questions about reports, answered from OpenSearch. */
@Singleton
class Analytics {
  private static final Set<String> KEYS = Set.of("category", "area", "status", "unit", "source");
  private static final Map<String, Integer> INTERVALS = Map.of("day", 1, "week", 7, "month", 28);
  private static final double MILLIS_PER_DAY = 86_400_000;
  private static final int MOST_KEYS = 1000;
  private static final int MOST_SQUARES = 10_000;
  private static final int LONGEST_GEOHASH = 7;

  /** OpenSearch itself makes 65,535 buckets at most. */
  private static final long MOST_POINTS = 50_000;

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

  /**
   * Reports per day, week or month; a time without any is shown with 0.
   *
   * @return fails with {@code analytics-too-fine} (422) where that are too many points
   */
  Uni<Trend> trend(ReportFilter filter, String interval, String by) {
    Integer days = INTERVALS.get(interval);
    if (days == null) {
      throw Problem.invalid("interval", "field.interval");
    }
    return by == null
        ? points(filter, interval, null)
        : requireFew(filter, days, key(by)).chain(() -> points(filter, interval, by));
  }

  private Uni<Void> requireFew(ReportFilter filter, int days, String by) {
    ObjectNode search = search(filter);
    ObjectNode aggregations = search.putObject("aggs");
    aggregations.putObject("first").putObject("min").put("field", "createdAt");
    aggregations.putObject("last").putObject("max").put("field", "createdAt");
    aggregations.putObject("keys").putObject("cardinality").put("field", by);
    return ask(search)
        .invoke(
            body -> {
              JsonNode found = body.path("aggregations");
              double length =
                  found.path("last").path("value").asDouble()
                      - found.path("first").path("value").asDouble();
              long times = (long) (length / MILLIS_PER_DAY / days) + 2;
              long points = times * Math.min(MOST_KEYS, found.path("keys").path("value").asLong());
              if (points > MOST_POINTS) {
                throw new Problem(AnalyticsProblems.TOO_FINE, points, MOST_POINTS)
                    .with("points", points)
                    .with("most", MOST_POINTS);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Trend> points(ReportFilter filter, String interval, String by) {
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
      keys.setAll(terms(by));
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
    return ask(server, search);
  }

  /** What OpenSearch answers; fails with {@code analytics-not-ready} (503) before the first run. */
  static Uni<JsonNode> ask(OpenSearchClient server, ObjectNode search) {
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
