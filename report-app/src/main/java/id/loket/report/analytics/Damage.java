package id.loket.report.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Damage as forecasts and priorities count it: each once. Reports that were rejected, and those
 * merged into another one of the same damage, are no damage of their own.
 */
@Singleton
public class Damage {
  private static final int PAGE = 5000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final OpenSearchClient server;
  private final AnalyticsConfig config;

  Damage(OpenSearchClient server, AnalyticsConfig config) {
    this.server = server;
    this.config = config;
  }

  /** Damage of one area and category in one week, which begins on that Monday. */
  public record WeekCount(String area, String category, LocalDate week, int reports) {}

  /**
   * Counts per area, category and week, of those that have any; in no order.
   *
   * @param before only weeks that begin before this Monday
   */
  public Uni<List<WeekCount>> weekly(LocalDate before) {
    ReportFilter filter = ReportFilter.ofDamage();
    filter.to = before.toString();
    return cells(filter, true);
  }

  /** What is open now, per area and category. */
  public Uni<List<WeekCount>> open() {
    ReportFilter filter = ReportFilter.ofDamage();
    filter.open = true;
    return cells(filter, false);
  }

  private static final class Page {
    private JsonNode after;
  }

  /** Read in pages, so that no number of areas and categories is too many. */
  private Uni<List<WeekCount>> cells(ReportFilter filter, boolean byWeek) {
    List<WeekCount> found = new ArrayList<>();
    return Multi.createBy()
        .repeating()
        .uni(Page::new, page -> next(page, filter, byWeek, found))
        .whilst(more -> more)
        .collect()
        .asList()
        .replaceWith(found);
  }

  private Uni<Boolean> next(Page page, ReportFilter filter, boolean byWeek, List<WeekCount> found) {
    ObjectNode search = JSON.objectNode().put("size", 0);
    search.set("query", filter.query(config.zone()));
    ObjectNode composite =
        search.putObject("aggs").putObject("cells").putObject("composite").put("size", PAGE);
    ArrayNode sources = composite.putArray("sources");
    source(sources, "area").put("field", "area");
    source(sources, "category").put("field", "category");
    if (byWeek) {
      sources
          .addObject()
          .putObject("week")
          .putObject("date_histogram")
          .put("field", "createdAt")
          .put("calendar_interval", "week")
          .put("time_zone", config.zone().getId());
    }
    if (page.after != null) {
      composite.set("after", page.after);
    }
    return Analytics.ask(server, search)
        .map(body -> body.path("aggregations").path("cells"))
        .map(
            cells -> {
              cells.path("buckets").forEach(bucket -> found.add(count(bucket, byWeek)));
              page.after = cells.get("after_key");
              return page.after != null;
            });
  }

  private WeekCount count(JsonNode bucket, boolean byWeek) {
    JsonNode key = bucket.path("key");
    LocalDate week =
        byWeek
            ? Instant.ofEpochMilli(key.path("week").asLong()).atZone(config.zone()).toLocalDate()
            : null;
    return new WeekCount(
        key.path("area").asText(),
        key.path("category").asText(),
        week,
        bucket.path("doc_count").asInt());
  }

  private static ObjectNode source(ArrayNode sources, String name) {
    return sources.addObject().putObject(name).putObject("terms");
  }
}
