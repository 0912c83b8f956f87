package id.loket.report.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.report.analytics.EtlStore.Mark;
import id.loket.report.analytics.EtlStore.Sum;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The documents that are asked now, as the comparison needs them. */
@Singleton
class Documents {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int HALF = 16;

  private final OpenSearchClient server;

  Documents(OpenSearchClient server) {
    this.server = server;
  }

  /** A document. */
  record Document(UUID id, Mark mark, String index) {}

  /** All of them by month. */
  Uni<Map<String, Sum>> months() {
    return sums(JSON.objectNode(), "month", "yyyy-MM");
  }

  /** Those of these reports by month. */
  Uni<Map<String, Sum>> monthsOf(List<UUID> ids) {
    ObjectNode query = JSON.objectNode();
    ArrayNode values = query.putObject("ids").putArray("values");
    ids.forEach(id -> values.add(id.toString()));
    return sums(query, "month", "yyyy-MM");
  }

  /** Those of reports made in that time by day. */
  Uni<Map<String, Sum>> days(Instant from, Instant to) {
    ObjectNode query = JSON.objectNode();
    made(query, from, to);
    return sums(query, "day", "yyyy-MM-dd");
  }

  private Uni<Map<String, Sum>> sums(ObjectNode query, String interval, String format) {
    ObjectNode search = JSON.objectNode().put("size", 0);
    if (!query.isEmpty()) {
      search.set("query", query);
    }
    ObjectNode times = search.putObject("aggs").putObject("times");
    times
        .putObject("date_histogram")
        .put("field", "createdAt")
        .put("calendar_interval", interval)
        .put("format", format)
        .put("min_doc_count", 1);
    ObjectNode halves = times.putObject("aggs");
    halves.putObject("high").putObject("sum").put("field", "checkHigh");
    halves.putObject("low").putObject("sum").put("field", "checkLow");
    return ask(search)
        .map(
            body -> {
              Map<String, Sum> sums = new HashMap<>();
              for (JsonNode time : body.path("aggregations").path("times").path("buckets")) {
                sums.put(
                    time.path("key_as_string").asText(),
                    new Sum(
                        time.path("doc_count").asLong(),
                        whole(
                            time.path("high").path("value").asDouble(),
                            time.path("low").path("value").asDouble())));
              }
              return sums;
            });
  }

  /** What checks add up to, of the sums of their halves: these are whole numbers below 2⁵³. */
  static long whole(double high, double low) {
    return ((long) high << HALF) + (long) low;
  }

  /**
   * Documents of reports made in that time, in the order of their ids.
   *
   * @param last none behind this id; null for no end
   */
  Uni<List<Document>> page(Instant from, Instant to, UUID after, UUID last, int limit) {
    ObjectNode search = JSON.objectNode().put("size", limit).put("_source", false);
    ArrayNode all = search.putObject("query").putObject("bool").putArray("filter");
    made(all.addObject(), from, to);
    ObjectNode ids = all.addObject().putObject("range").putObject("id");
    ids.put("gt", after.toString());
    if (last != null) {
      ids.put("lte", last.toString());
    }
    search.putArray("docvalue_fields").add("changedIn").add("checkHigh").add("checkLow");
    search.putArray("sort").addObject().put("id", "asc");
    return ask(search)
        .map(
            body -> {
              List<Document> page = new ArrayList<>();
              body.path("hits").path("hits").forEach(hit -> page.add(document(hit)));
              return page;
            });
  }

  private static Document document(JsonNode hit) {
    JsonNode fields = hit.path("fields");
    long check =
        (fields.path("checkHigh").path(0).asLong() << HALF)
            + fields.path("checkLow").path(0).asLong();
    return new Document(
        UUID.fromString(hit.path("_id").asText()),
        new Mark(fields.path("changedIn").path(0).asLong(), check),
        hit.path("_index").asText());
  }

  private static void made(ObjectNode query, Instant from, Instant to) {
    query
        .putObject("range")
        .putObject("createdAt")
        .put("gte", from.toEpochMilli())
        .put("lt", to.toEpochMilli())
        .put("format", "epoch_millis");
  }

  private Uni<JsonNode> ask(ObjectNode search) {
    return server
        .post("/" + ReportIndexes.ALIAS + "/_search", search)
        .map(answer -> answer.accepted().body());
  }
}
