package id.loket.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Visitor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Loading a file of stock: rows/s from the first byte sent to the last row in stock, against psql's
 * {@code \copy} of the same file into a bare table and one upsert from there. A temporary stack;
 * ends by itself after some three minutes.
 */
public final class InventoryBench {
  private static final int ROWS = 1_000_000;
  private static final int STORES = 100;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private InventoryBench() {}

  public static void main(String[] arguments) throws Exception {
    Pgbench.require();
    int rows =
        Integer.parseInt(
            System.getenv().getOrDefault("N", "").isBlank()
                ? Integer.toString(ROWS)
                : System.getenv("N"));
    Options options =
        Options.temporary().with("LOKET_SERVICE_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx256m");
    Path file = Files.createTempFile("loket-stock-", ".csv");
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(Server.all(), options)) {
      LoketServices services =
          LoketServices.start(stack, EnumSet.of(LoketService.CLIENT_APP, LoketService.TICKET_APP));
      Addresses addresses = Addresses.of(stack);
      Visitor organiser = Visitor.sample(addresses, "organiser");
      write(file, 20_000, 7);
      load(file, "warm-up.csv", organiser, addresses, services);
      write(file, rows, 1);
      double copied = copy(stack, options, file, rows);
      Loaded loaded = load(file, "bench.csv", organiser, addresses, services);

      System.out.printf(
          Locale.ROOT, "%nA file of stock of %,d rows, %,d bytes%n", rows, Files.size(file));
      Figures.row("psql \\copy and one upsert", perSecond(copied));
      double rate = rows / (loaded.took().toMillis() / 1000.0);
      Figures.row("PUT /inventory/files, until every row is in stock", perSecond(rate));
      Figures.row("  first seen as", times(loaded.seen()));
      Figures.row("  rows/s ÷ psql's", Figures.ratio(rate / copied));
      Figures.row(
          "  memory of client-app and ticket-app: before, most",
          loaded.before() + ", " + loaded.most() + " MiB");
    } finally {
      Files.delete(file);
    }
  }

  private record Loaded(Duration took, long before, long most, Map<String, Duration> seen) {}

  private static String times(Map<String, Duration> seen) {
    return seen.entrySet().stream()
        .map(each -> each.getKey() + " " + Figures.seconds(each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.0f rows/s", rate);
  }

  private static void write(Path file, int rows, int seed) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("store,item,count\n");
      for (int i = 0; i < rows; i++) {
        out.write("Toko " + i % STORES + ",barang-" + seed + "-" + i + "," + (1 + i % 50) + "\n");
      }
    }
  }

  private static double copy(LocalStack stack, Options options, Path file, int rows)
      throws IOException {
    Pgbench psql = new Pgbench(stack.endpoint(Server.POSTGRES));
    psql.create("bench", options.project(), "ticket-app");
    psql.sql(
        "bench",
        "create unlogged table bare (store text collate \"C\", item text collate \"C\", count"
            + " bigint)");
    Path script = Files.createTempFile("loket-copy-", ".sql");
    Files.writeString(
        script,
        """
        \\copy bare from '%s' with (format csv, header)
        insert into stock as s (store, item, on_hand) select store, item, count from bare
        on conflict (store, item) do update set on_hand = excluded.on_hand, updated_at = now();
        """
            .formatted(file));
    Instant begun = Instant.now();
    psql.sql("bench", java.util.List.of(script));
    double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    psql.sql("postgres", "drop database bench");
    Files.delete(script);
    return rows / seconds;
  }

  private static Loaded load(
      Path file, String name, Visitor organiser, Addresses addresses, LoketServices services)
      throws Exception {
    long before = services.mebibytes();
    long most = before;
    Instant begun = Instant.now();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(addresses.ticket() + "/inventory/files/" + name))
            .header("Authorization", "Bearer " + organiser.accessToken())
            .PUT(HttpRequest.BodyPublishers.ofFile(file))
            .build();
    Map<String, Duration> seen = new LinkedHashMap<>();
    String location;
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<String> received = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (received.statusCode() != 202) {
        throw new StackException(
            "The file was answered " + received.statusCode() + " " + received.body());
      }
      location = received.headers().firstValue("Location").orElseThrow();
    }
    while (Duration.between(begun, Instant.now()).compareTo(LIMIT) < 0) {
      JsonNode answer = organiser.web().get(location).require(200).json();
      String status = answer.path("status").asText();
      most = Math.max(most, services.mebibytes());
      seen.putIfAbsent(status, Duration.between(begun, Instant.now()));
      switch (status) {
        case "DONE" -> {
          return new Loaded(Duration.between(begun, Instant.now()), before, most, seen);
        }
        case "FAILED", "DUPLICATE" -> throw new StackException("The file ended as " + answer);
        default -> Thread.sleep(100);
      }
    }
    throw new StackException("The file was not loaded within " + LIMIT);
  }
}
