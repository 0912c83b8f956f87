package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import id.loket.local.LoketService;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What deploy/observability draws and watches is what the running services measure, and what they
 * say of their interfaces is what is committed.
 */
class MetricsIT {
  private static final Path FILES = Path.of("..", "observability");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Made by Prometheus itself while it scrapes. */
  private static final Set<String> BY_PROMETHEUS = Set.of("up");

  private static final Set<String> LABELS_BY_PROMETHEUS = Set.of("job", "instance", "service");

  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? .*");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final int MOST_SERIES_OF_ONE_METRIC = 2000;

  private static final Town town = Town.get();

  @BeforeAll
  static void somethingToMeasure() {
    town.staging();
    Visitor yanti = town.citizen("Yanti");
    Venue venue = town.venue("Ludruk", 1);
    JsonNode booked = yanti.book(venue.eventId(), venue.seat()).require(201).json();
    yanti.pay(booked.path("invoiceNumber").asText(), true).require(202);
    yanti.awaitInHistory(booked.path("id").asText(), LIMIT, "CONFIRMED");
    Patience.of(LIMIT)
        .until("the ticket's mail", () -> sent() > 0 ? Optional.of(true) : Optional.empty());
  }

  @Test
  void everyMetricAndLabelOfDashboardsAndRulesIsMeasured() throws IOException {
    Map<String, Set<String>> measured = measured();
    List<Rule> rules = rules();
    Set<String> recorded = new TreeSet<>();
    rules.stream().filter(Rule::isRecorded).map(Rule::name).forEach(recorded::add);
    List<String> expressions = new ArrayList<>();
    rules.forEach(rule -> expressions.add(rule.expression()));
    dashboards().forEach(dashboard -> expressions(dashboard, expressions));
    assertThat(expressions).hasSizeGreaterThan(40);

    List<String> unknown = new ArrayList<>();
    for (String expression : expressions) {
      for (PromQl.Selector selector : PromQl.selectors(expression)) {
        String metric = selector.metric();
        if (recorded.contains(metric) || BY_PROMETHEUS.contains(metric)) {
          continue;
        }
        if (!measured.containsKey(metric)) {
          unknown.add(metric + " in " + expression);
          continue;
        }
        selector.labels().stream()
            .filter(label -> !LABELS_BY_PROMETHEUS.contains(label))
            .filter(label -> !measured.get(metric).contains(label))
            .forEach(label -> unknown.add(metric + "{" + label + "} in " + expression));
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyMetricOfOursIsDocumented() throws IOException {
    String documented = Files.readString(Path.of("..", "..", "docs", "metrics.md"));

    assertThat(measured().keySet().stream().filter(name -> name.startsWith("loket_")))
        .allSatisfy(
            name ->
                assertThat(documented)
                    .contains("`" + name.replaceAll("_(bucket|count|sum|max)$", "")));
  }

  @Test
  void everyServiceDescribesItsApiAsCommitted() throws IOException {
    for (LoketService service : LoketService.values()) {
      Path committed = Path.of("..", "..").resolve(service.folder()).resolve("openapi.yaml");
      if (!Files.exists(committed)) {
        continue; // the gateway has no API of its own
      }
      LoketServices running =
          LoketService.staging().contains(service) ? town.staging() : town.services();
      String url = running.privateUrl(service) + "/q/openapi";
      assertThat(new String(Web.anonymous().get(url).require(200).body(), UTF_8))
          .as(service.title())
          .isEqualTo(Files.readString(committed));
    }
  }

  @Test
  void everyAlertSaysWhatItMeansAndWhatToDo() throws IOException {
    assertThat(rules().stream().filter(rule -> !rule.isRecorded()))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            rule -> {
              assertThat(rule.source().path("annotations").path("summary").asText()).isNotBlank();
              assertThat(rule.source().path("annotations").path("action").asText()).isNotBlank();
              assertThat(rule.source().path("labels").path("severity").asText())
                  .isIn("page", "ticket");
            });
  }

  @Test
  void configurationOfPrometheusAndTheCollectorCanBeRead() throws IOException {
    for (String file : List.of("prometheus.yaml", "prometheus-kubernetes.yaml")) {
      JsonNode prometheus = YAML.readTree(FILES.resolve("prometheus").resolve(file).toFile());
      assertThat(prometheus.path("rule_files"))
          .allSatisfy(rules -> assertThat(FILES.resolve("prometheus/" + rules.asText())).exists());
      assertThat(prometheus.at("/scrape_configs/0/metrics_path").asText()).isEqualTo("/q/metrics");
    }
    JsonNode collector = YAML.readTree(FILES.resolve("collector/collector.yaml").toFile());
    JsonNode pipeline = collector.at("/service/pipelines/traces");
    for (String part : List.of("receivers", "processors", "exporters")) {
      assertThat(pipeline.path(part))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(collector.path(part).has(name.asText())).isTrue());
    }
  }

  @Test
  void seriesStayFewHoweverManyIdsThereAre() {
    Map<String, Integer> series = new TreeMap<>();
    for (String url : services()) {
      scrape(url).forEach(sample -> series.merge(url + " " + nameOf(sample), 1, Integer::sum));
      assertThat(scrape(url))
          .as("no id, number or address in a label")
          .noneMatch(
              sample ->
                  sample.matches(".*\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-.*")
                      || sample.contains("INV-")
                      || sample.contains("@"));
    }
    assertThat(series.values()).allMatch(count -> count < MOST_SERIES_OF_ONE_METRIC);
  }

  private record Rule(JsonNode source) {
    boolean isRecorded() {
      return source.has("record");
    }

    String name() {
      return source.path(isRecorded() ? "record" : "alert").asText();
    }

    String expression() {
      return source.path("expr").asText();
    }
  }

  private static List<Rule> rules() throws IOException {
    List<Rule> rules = new ArrayList<>();
    for (String file : List.of("recording-rules.yaml", "alert-rules.yaml")) {
      JsonNode read = YAML.readTree(FILES.resolve("prometheus").resolve(file).toFile());
      read.path("groups")
          .forEach(group -> group.path("rules").forEach(rule -> rules.add(new Rule(rule))));
    }
    return rules;
  }

  private static List<JsonNode> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(FILES.resolve("grafana"))) {
      List<JsonNode> dashboards = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        dashboards.add(JSON.readTree(file.toFile()));
      }
      assertThat(dashboards).isNotEmpty();
      return dashboards;
    }
  }

  /** Queries of panels, wherever they stand. */
  private static void expressions(JsonNode node, List<String> found) {
    if (node.path("expr").isTextual()) {
      found.add(node.path("expr").asText());
    }
    node.forEach(child -> expressions(child, found));
  }

  /** The metrics of all services, each with the labels it has. */
  private static Map<String, Set<String>> measured() {
    Map<String, Set<String>> metrics = new TreeMap<>();
    for (String url : services()) {
      for (String sample : scrape(url)) {
        Matcher parts = SAMPLE.matcher(sample);
        assertThat(parts.matches()).as(sample).isTrue();
        Set<String> labels = metrics.computeIfAbsent(parts.group(1), name -> new TreeSet<>());
        Matcher label = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2));
        while (label.find()) {
          labels.add(label.group(1));
        }
      }
    }
    return metrics;
  }

  private static double sent() {
    return scrape(town.services().privateUrl(LoketService.CLIENT_APP)).stream()
        .filter(sample -> sample.startsWith("loket_mails_total{outcome=\"sent\"}"))
        .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Each where it tells its metrics. */
  private static List<String> services() {
    List<String> urls = new ArrayList<>();
    LoketService.counter().forEach(service -> urls.add(town.services().privateUrl(service)));
    LoketService.staging().forEach(service -> urls.add(town.staging().privateUrl(service)));
    return urls;
  }

  private static List<String> scrape(String url) {
    String text = new String(Web.anonymous().get(url + "/q/metrics").require(200).body());
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .collect(Collectors.toList());
  }

  private static String nameOf(String sample) {
    return sample.split("[{ ]", 2)[0];
  }
}
