package id.loket.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reports per second that the ETL takes from PostgreSQL into OpenSearch, beside the same documents
 * in the same bulk requests, two under way at once, sent raw into an index of the same mapping. A
 * temporary stack; three times each, in turn, after one of each that does not count.
 */
public final class EtlBench {
  private static final int USUAL = 200_000;
  private static final int BULK = 1000;
  private static final int ROUNDS = 3;
  private static final int MOST_ATTEMPTS = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final String RAW = "loket-reports-v2-999999-2026";
  private static final Patience FOR_A_RUN =
      new Patience(Duration.ofMinutes(15), Duration.ofMillis(200));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final LocalStack stack;
  private final String service;
  private final String search;
  private final Visitor admin;

  private EtlBench(LocalStack stack) {
    this.stack = stack;
    this.service = Addresses.of(stack).report();
    this.search = stack.endpoint(Server.OPENSEARCH).url();
    this.admin = Visitor.sample(Addresses.of(stack), "admin");
  }

  public static void main(String[] arguments) throws Exception {
    String asked = System.getenv().getOrDefault("N", "").strip();
    int reports = asked.isEmpty() ? USUAL : Integer.parseInt(asked);
    System.out.println("Starting a temporary stack ...");
    EnumSet<Server> servers =
        EnumSet.of(
            Server.POSTGRES,
            Server.RABBITMQ,
            Server.MAIL,
            Server.NOTICES,
            Server.S3,
            Server.OPENSEARCH);
    try (LocalStack stack = LocalStack.start(servers, Options.temporary())) {
      LoketServices.start(
          stack,
          EnumSet.of(LoketService.CLIENT_APP, LoketService.REPORT_APP),
          Map.of("LOKET_ETL_SCHEDULE", "off"));
      new EtlBench(stack).measure(reports);
    }
  }

  private void measure(int reports) throws Exception {
    new SampleReports(stack, service, admin).load(reports);
    run();
    List<byte[]> bulks = documents(reports);
    raw(bulks);
    List<Double> ratios = new ArrayList<>();
    System.out.printf("%n%,d reports into OpenSearch%n", reports);
    for (int round = 1; round <= ROUNDS; round++) {
      double etl = reports / seconds(run());
      double raw = reports / seconds(raw(bulks));
      ratios.add(etl / raw);
      Figures.row(
          "round %d: by the ETL, from PostgreSQL; the same bulk raw".formatted(round),
          String.format(Locale.ROOT, "%,.0f /s, %,.0f /s, ratio %.2f", etl, raw, etl / raw));
    }
    Figures.row(
        "documents/s of the ETL ÷ documents/s raw (median)",
        Figures.ratio(ratios.stream().sorted().toList().get(ROUNDS / 2)));
    JsonNode status = status();
    Figures.row(
        "differences between PostgreSQL and OpenSearch",
        status.at("/comparison/differences").asText());
  }

  /** One run that takes all reports, as long as its own record says it took. */
  private Duration run() {
    Instant begun = Instant.now();
    admin.signIn().web().post(service + "/analytics/etl?rebuild=true", null).require(202);
    JsonNode run =
        FOR_A_RUN.until(
            "the end of the run",
            () ->
                Optional.of(status())
                    .filter(seen -> !seen.path("running").asBoolean())
                    .map(seen -> seen.path("lastRun"))
                    .filter(
                        seen ->
                            seen.path("finishedAt").isTextual()
                                && !Instant.parse(seen.path("startedAt").asText())
                                    .isBefore(begun)));
    if (run.has("failure")) {
      throw new StackException("The ETL failed: " + run.path("failure").asText());
    }
    return Duration.between(
        Instant.parse(run.path("startedAt").asText()),
        Instant.parse(run.path("finishedAt").asText()));
  }

  private JsonNode status() {
    return admin.web().get(service + "/analytics/etl").require(200).json();
  }

  /** The documents the ETL made, as bulk requests. */
  private List<byte[]> documents(int expected) throws IOException {
    List<byte[]> bulks = new ArrayList<>();
    String after = null;
    int found = 0;
    while (found < expected) {
      Map<String, Object> query =
          Web.object("size", BULK, "sort", List.of(Web.object("id", "asc")));
      if (after != null) {
        query.put("search_after", List.of(after));
      }
      JsonNode hits =
          Web.anonymous()
              .post(search + "/loket-reports/_search", query)
              .require(200)
              .json()
              .at("/hits/hits");
      if (hits.isEmpty()) {
        throw new StackException("only " + found + " documents were made");
      }
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (JsonNode hit : hits) {
        after = hit.path("_id").asText();
        lines.write(
            ("{\"index\":{\"_index\":\""
                    + RAW
                    + "\",\"_id\":\""
                    + after
                    + "\",\"version\":"
                    + hit.at("/_source/changedIn").asLong()
                    + ",\"version_type\":\"external_gte\"}}\n")
                .getBytes(StandardCharsets.UTF_8));
        lines.write(JSON.writeValueAsBytes(hit.path("_source")));
        lines.write('\n');
      }
      found += hits.size();
      bulks.add(lines.toByteArray());
    }
    return bulks;
  }

  private Duration raw(List<byte[]> bulks) throws Exception {
    Web.anonymous().delete(search + "/" + RAW);
    Web.anonymous().put(search + "/" + RAW, Web.object()).require(200);
    long begun = System.nanoTime();
    for (int n = 0; n < bulks.size(); n += 2) {
      CompletableFuture<Void> first = send(bulks.get(n));
      CompletableFuture<Void> second =
          n + 1 < bulks.size() ? send(bulks.get(n + 1)) : CompletableFuture.completedFuture(null);
      first.get();
      second.get();
    }
    Web.anonymous().post(search + "/" + RAW + "/_refresh", null).require(200);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Web.anonymous().delete(search + "/" + RAW);
    return took;
  }

  private CompletableFuture<Void> send(byte[] bulk) {
    return send(bulk, MOST_ATTEMPTS);
  }

  /** An OpenSearch that has no room for it says so, and is asked again: as the ETL does. */
  private CompletableFuture<Void> send(byte[] bulk, int attempts) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(search + "/_bulk"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bulk))
            .build();
    return CLIENT
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenCompose(
            response -> {
              if (response.statusCode() == 200 && response.body().contains("\"errors\":false")) {
                return CompletableFuture.completedFuture(null);
              }
              if (attempts == 1) {
                throw new StackException(
                    "OpenSearch refused a raw bulk request (%d): %.300s"
                        .formatted(response.statusCode(), response.body()));
              }
              return CompletableFuture.runAsync(
                      () -> {},
                      CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
                  .thenCompose(waited -> send(bulk, attempts - 1));
            });
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
