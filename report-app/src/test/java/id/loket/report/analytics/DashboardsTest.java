package id.loket.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.ProjectFolder;
import id.loket.local.Server;
import id.loket.local.visitor.Web;
import id.loket.report.testing.ReportAppTest;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The dashboards for OpenSearch Dashboards, as far as they can be tested without it: what they name
 * is there, and what they ask is answered with PostgreSQL's numbers.
 */
@ReportAppTest
class DashboardsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final City city = new City();
  private List<JsonNode> objects;

  @BeforeEach
  void read() throws Exception {
    objects = new ArrayList<>();
    for (String line :
        Files.readAllLines(
            ProjectFolder.find().resolve("deploy/analytics/report-dashboards.ndjson"))) {
      objects.add(JSON.readTree(line));
    }
  }

  @Test
  void whatTheyReferToIsInTheFile() {
    Set<String> there = new HashSet<>();
    objects.forEach(each -> assertThat(there.add(name(each))).as(name(each)).isTrue());

    assertThat(of("dashboard")).hasSize(1);
    for (JsonNode object : objects) {
      for (JsonNode reference : object.path("references")) {
        assertThat(there).contains(name(reference));
      }
    }
  }

  @Test
  void theirFieldsAreThoseOfTheMapping() throws Exception {
    Set<String> mapped = new TreeSet<>();
    try (var in = getClass().getResourceAsStream("/opensearch/reports-v2.json")) {
      JSON.readTree(in)
          .at("/template/mappings/properties")
          .fieldNames()
          .forEachRemaining(mapped::add);
    }
    Set<String> declared = new TreeSet<>();
    JsonNode pattern = of("index-pattern").getFirst();
    JSON.readTree(pattern.at("/attributes/fields").asText())
        .forEach(field -> declared.add(field.path("name").asText()));

    assertThat(declared).isEqualTo(mapped);
    assertThat(pattern.at("/attributes/title").asText()).isEqualTo(ReportIndexes.ALIAS);
  }

  @Test
  void everyVisualizationIsAnsweredWithAllReports() throws Exception {
    city.report("dashboards-lamp", Instant.parse("2026-02-03T04:05:06Z"));
    assertThat(city.run().failure()).isNull();
    long rows = city.number("select count(*) from report where deleted_at is null");

    for (JsonNode visualization : of("visualization")) {
      JsonNode state = JSON.readTree(visualization.at("/attributes/visState").asText());
      Web.Answer answer =
          Web.anonymous()
              .post(
                  LocalStackResource.stack().endpoint(Server.OPENSEARCH).url()
                      + "/loket-reports/_search",
                  JSON.convertValue(search(state.path("aggs")), Map.class));

      assertThat(answer.status()).as("%s: %s", name(visualization), answer).isEqualTo(200);
      assertThat(answer.json().at("/hits/total/value").asLong())
          .as(name(visualization))
          .isEqualTo(rows);
      assertThat(answer.json().path("aggregations").size()).as(name(visualization)).isPositive();
    }
  }

  /** The search a visualization becomes: its buckets nested in their order, metrics innermost. */
  private static ObjectNode search(JsonNode aggs) {
    ObjectNode search =
        JsonNodeFactory.instance.objectNode().put("size", 0).put("track_total_hits", true);
    ObjectNode level = search;
    for (JsonNode agg : aggs) {
      if (!agg.path("schema").asText().equals("metric")) {
        ObjectNode bucket = level.putObject("aggs").putObject(agg.path("id").asText());
        bucket.set(agg.path("type").asText(), parameters(agg));
        level = bucket;
      }
    }
    for (JsonNode agg : aggs) {
      if (agg.path("type").asText().equals("percentiles")) {
        ObjectNode metric = level.putObject("aggs").putObject(agg.path("id").asText());
        metric.set("percentiles", parameters(agg));
      }
    }
    return search;
  }

  private static ObjectNode parameters(JsonNode agg) {
    JsonNode given = agg.path("params");
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    switch (agg.path("type").asText()) {
      case "terms" ->
          wanted.put("field", given.path("field").asText()).put("size", given.path("size").asInt());
      case "date_histogram" ->
          wanted
              .put("field", given.path("field").asText())
              .put("calendar_interval", "1" + given.path("interval").asText());
      case "geohash_grid" ->
          wanted
              .put("field", given.path("field").asText())
              .put("precision", given.path("precision").asInt());
      case "percentiles" -> {
        wanted.put("field", given.path("field").asText());
        wanted.set("percents", given.path("percents"));
      }
      case "filters" -> {
        ObjectNode filters = wanted.putObject("filters");
        for (JsonNode filter : given.path("filters")) {
          filters
              .putObject(filter.path("label").asText())
              .putObject("query_string")
              .put("query", filter.at("/input/query").asText());
        }
      }
      default -> throw new AssertionError("an aggregation nobody tests: " + agg);
    }
    return wanted;
  }

  private List<JsonNode> of(String type) {
    return objects.stream().filter(each -> each.path("type").asText().equals(type)).toList();
  }

  private static String name(JsonNode object) {
    return object.path("type").asText() + " " + object.path("id").asText();
  }
}
