package id.loket.ticket.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks payment-app's contract in ticket-app's tests, and can be told to be away. The end-to-end
 * tests use the real one.
 */
public class PaymentStandIn implements QuarkusTestResourceLifecycleManager {
  private static final Map<String, Invoice> INVOICES = new ConcurrentHashMap<>();
  private static final Map<String, Integer> VOIDED = new ConcurrentHashMap<>();
  private static final Map<String, Long> AMOUNTS = new ConcurrentHashMap<>();
  private static final Map<String, Map<String, Long>> REFUNDS = new ConcurrentHashMap<>();
  private static final Map<String, Integer> NOT_READABLE = new ConcurrentHashMap<>();
  private static final AtomicInteger ANSWERS_TO_LOSE = new AtomicInteger();
  private static volatile boolean away;

  private HttpServer server;

  /**
   * An invoice and what became of it.
   *
   * @param source the booking or the order it is for
   */
  public record Invoice(String number, String source, String status, String expiresAt) {
    Invoice with(String next) {
      return new Invoice(number, source, next, expiresAt);
    }

    Invoice until(String time) {
      return new Invoice(number, source, status, time);
    }
  }

  /** Whether calls are answered with 503. */
  public static void setAway(boolean isAway) {
    away = isAway;
  }

  /** How many refunds from now on are made and not answered. */
  public static void loseAnswersToRefunds(int count) {
    ANSWERS_TO_LOSE.set(count);
  }

  /** How many of these answers are still to be lost. */
  public static int answersToLose() {
    return ANSWERS_TO_LOSE.get();
  }

  /**
   * So many of the questions about that booking's invoice, or things to be done with it, come to a
   * replica of a version that cannot read it.
   */
  public static void isNotReadable(UUID bookingId, int times) {
    NOT_READABLE.put(bookingId.toString(), times);
  }

  /** How many of these are still to come. */
  public static int timesNotReadable(UUID bookingId) {
    return NOT_READABLE.getOrDefault(bookingId.toString(), 0);
  }

  private static synchronized boolean isReadable(Invoice invoice) {
    UUID booking = UUID.fromString(invoice.source());
    int left = timesNotReadable(booking);
    if (left > 0) {
      isNotReadable(booking, left - 1);
    }
    return left == 0;
  }

  /** How much of an invoice was given back, by whomever. */
  public static long refundedOf(String number) {
    return refunds(number).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How much was given back under each Idempotency-Key; what was left in the end under "rest". */
  public static Map<String, Long> refunds(String number) {
    return Map.copyOf(REFUNDS.getOrDefault(number, Map.of()));
  }

  /** The status of a booking's invoice, or {@code NONE}. */
  public static String statusOf(UUID bookingId) {
    return INVOICES.values().stream()
        .filter(invoice -> invoice.source().equals(bookingId.toString()))
        .map(Invoice::status)
        .findFirst()
        .orElse("NONE");
  }

  /** An invoice payment-app made that nobody here has asked for: an order's, or one forgotten. */
  public static void issued(String number, String source, Instant expiresAt) {
    INVOICES.put(number, new Invoice(number, source, "ISSUED", expiresAt.toString()));
  }

  /** How often somebody wanted an invoice void. */
  public static int timesVoided(String number) {
    return VOIDED.getOrDefault(number, 0);
  }

  /** Makes an invoice FAILED, as a refused payment would. */
  public static void refuse(String number) {
    INVOICES.computeIfPresent(number, (n, invoice) -> invoice.with("FAILED"));
  }

  /** Gives the money back, as an administrator would. */
  public static void refund(String number) {
    INVOICES.computeIfPresent(number, (n, invoice) -> invoice.with("REFUNDED"));
  }

  /** Makes an invoice PAID, as a payment would. */
  public static void pay(String number) {
    INVOICES.computeIfPresent(number, (n, invoice) -> invoice.with("PAID"));
  }

  /** Makes an invoice PROCESSING, as a payment under way would. */
  public static void process(String number) {
    INVOICES.computeIfPresent(number, (n, invoice) -> invoice.with("PROCESSING"));
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/invoices", this::answer);
    server.start();
    return Map.of("LOKET_PAYMENT_URL", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (away) {
      send(exchange, 503, new JsonObject());
      return;
    }
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    if (exchange.getRequestMethod().equals("GET")) {
      JsonArray items = new JsonArray();
      INVOICES.values().stream()
          .filter(
              invoice ->
                  query.equals("bookingId=" + invoice.source())
                      || query.equals("orderId=" + invoice.source()))
          .filter(PaymentStandIn::isReadable)
          .forEach(invoice -> items.add(json(invoice)));
      send(exchange, 200, new JsonObject().put("items", items));
    } else if (isNotReadable(path)) {
      send(exchange, 404, new JsonObject().put("status", 404));
    } else if (path.endsWith("/void")) {
      VOIDED.merge(path.split("/")[2], 1, Integer::sum);
      change(exchange, path.split("/")[2], "ISSUED", "VOID");
    } else if (path.endsWith("/refunds")) {
      refund(exchange, path.split("/")[2]);
    } else {
      issue(exchange);
    }
  }

  private static boolean isNotReadable(String path) {
    String[] parts = path.split("/");
    return parts.length > 2
        && Optional.ofNullable(INVOICES.get(parts[2]))
            .filter(known -> !isReadable(known))
            .isPresent();
  }

  private static void issue(HttpExchange exchange) throws IOException {
    JsonObject wanted =
        new JsonObject(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Invoice invoice =
        INVOICES.values().stream()
            .filter(known -> known.source().equals(wanted.getString("bookingId")))
            .findFirst()
            .orElseGet(
                () ->
                    new Invoice(
                        "INV-" + UUID.randomUUID(),
                        wanted.getString("bookingId"),
                        "ISSUED",
                        wanted.getString("expiresAt")));
    // one that waits to be paid is renewed, as payment-app does
    Invoice issued =
        INVOICES.merge(
            invoice.number(),
            invoice,
            (known, same) ->
                known.status().equals("ISSUED")
                        && known.expiresAt().compareTo(wanted.getString("expiresAt")) < 0
                    ? known.until(wanted.getString("expiresAt"))
                    : known);
    AMOUNTS.put(invoice.number(), wanted.getJsonObject("amount").getLong("amount"));
    send(exchange, 201, json(issued));
  }

  /** As payment-app does: some of it once per key, or all that is left. */
  private static void refund(HttpExchange exchange, String number) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (body.isEmpty()) {
      giveBackTheRest(exchange, number);
      return;
    }
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    long amount = new JsonObject(body).getJsonObject("amount").getLong("amount");
    Invoice invoice = giveBack(number, key, amount);
    if (ANSWERS_TO_LOSE.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      send(exchange, 503, new JsonObject());
    } else if (!refunds(number).containsKey(key)) {
      boolean isTooLarge = invoice.status().equals("PAID");
      send(
          exchange,
          409,
          new JsonObject()
              .put("status", 409)
              .put(
                  "type",
                  "urn:loket:problem:"
                      + (isTooLarge ? "refund-too-large" : "invoice-not-refundable"))
              .put("invoiceStatus", invoice.status()));
    } else {
      send(exchange, 200, json(invoice));
    }
  }

  private static synchronized Invoice giveBack(String number, String key, long amount) {
    Map<String, Long> known = REFUNDS.computeIfAbsent(number, n -> new ConcurrentHashMap<>());
    Invoice invoice = INVOICES.get(number);
    long left = AMOUNTS.get(number) - refundedOf(number);
    if (!known.containsKey(key) && invoice.status().equals("PAID") && amount <= left) {
      known.put(key, amount);
      if (amount == left) {
        refund(number);
      }
    }
    return INVOICES.get(number);
  }

  /** Gives some of the money back, as an administrator would who names no seat. */
  public static void refundByHand(String number, long amount) {
    giveBack(number, "by hand " + UUID.randomUUID(), amount);
  }

  private static synchronized void giveBackTheRest(HttpExchange exchange, String number)
      throws IOException {
    if (AMOUNTS.containsKey(number) && INVOICES.get(number).status().equals("PAID")) {
      giveBack(number, "rest", AMOUNTS.get(number) - refundedOf(number));
    }
    change(exchange, number, "PAID", "REFUNDED");
  }

  private static void change(HttpExchange exchange, String number, String from, String to)
      throws IOException {
    Invoice invoice =
        INVOICES.compute(
            number,
            (n, known) -> known != null && known.status().equals(from) ? known.with(to) : known);
    if (invoice == null) {
      send(exchange, 404, new JsonObject());
    } else if (invoice.status().equals(to)) {
      send(exchange, 200, json(invoice));
    } else {
      send(
          exchange,
          409,
          new JsonObject().put("status", 409).put("invoiceStatus", invoice.status()));
    }
  }

  private static JsonObject json(Invoice invoice) {
    return new JsonObject()
        .put("number", invoice.number())
        .put("status", invoice.status())
        .put("paymentUrl", "http://127.0.0.1/pay/" + invoice.number())
        .put("expiresAt", invoice.expiresAt());
  }

  private static void send(HttpExchange exchange, int status, JsonObject body) throws IOException {
    byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
