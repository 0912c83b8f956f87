package id.loket.client.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import id.loket.kit.event.Event;
import id.loket.kit.testing.OtherServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Speaks ticket-app's contract over HTTP, as far as client-app needs it, so that a test decides
 * what ticket-app answers. The real one is tested together with this service in deploy/e2e.
 */
public final class TicketAppStandIn implements QuarkusTestResourceLifecycleManager {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] PDF = "%PDF-1.7 a ticket\n%%EOF\n".getBytes(StandardCharsets.UTF_8);
  private static TicketAppStandIn running;

  /** How it answers now. */
  public enum Mood {
    WELL,
    /** Closes every connection. */
    DEAD,
    /** Takes requests and never answers. */
    HUNG,
    /** Answers 500 without a word that means anything. */
    BROKEN
  }

  private final Map<UUID, ObjectNode> bookings = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> groups = new ConcurrentHashMap<>();
  private final Map<UUID, String> alerts = new ConcurrentHashMap<>();
  private final Map<UUID, UUID> seats = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile Mood mood = Mood.WELL;
  private final List<Event> untold = new CopyOnWriteArrayList<>();
  private volatile boolean documentsReady = true;
  private volatile boolean tells = true;
  private volatile CountDownLatch hanging = new CountDownLatch(1);

  private record Answer(int status, String body) {}

  /** The one that runs for the tests. */
  public static TicketAppStandIn running() {
    return running;
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    running = this;
    return Map.of(
        "quarkus.rest-client.ticket-app.url",
        url(),
        // What others keep of people: all of them are this one here.
        "loket.export.ticket-url",
        url(),
        "loket.export.payment-url",
        url(),
        "loket.export.report-url",
        url(),
        "loket.export.database-url",
        url(),
        "loket.mail.first-retry",
        "200ms",
        "loket.mail.longest-retry",
        "1s");
  }

  @Override
  public void stop() {
    hanging.countDown();
    if (server != null) {
      server.stop(0);
    }
  }

  /** As after a restart. */
  public void isWell() {
    feels(Mood.WELL);
    documentsReady = true;
    untold.clear();
    tells = true;
    requests.clear();
  }

  public void feels(Mood mood) {
    this.mood = mood;
    hanging.countDown();
    hanging = new CountDownLatch(1);
  }

  /** Whether PDFs are there to be fetched. */
  public void documentsReady(boolean ready) {
    documentsReady = ready;
  }

  /** The header values of requests that came in, by lower-case name; {@code :path} too. */
  public List<Map<String, String>> requests() {
    return requests;
  }

  /** A booking as it is there now, to be changed by the test. */
  public ObjectNode booking(UUID id) {
    return bookings.get(id);
  }

  /** Puts a booking there that was made without this service. */
  public void has(ObjectNode booking) {
    bookings.put(UUID.fromString(booking.get("id").asText()), booking);
  }

  /** Puts an alert about stock there. */
  public void hasAlert(UUID id, String alert) {
    alerts.put(id, alert);
  }

  /** Moves a booking on by one version. */
  public ObjectNode becomes(UUID id, String status, String reason) {
    ObjectNode booking = bookings.get(id);
    booking.put("status", status).put("version", booking.get("version").asLong() + 1);
    booking.put("updatedAt", Instant.now().toString());
    if (reason != null) {
      booking.put("reason", reason);
    }
    return booking;
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> seen = new ConcurrentHashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> seen.put(name.toLowerCase(), values.getFirst()));
      String path = exchange.getRequestURI().getPath();
      seen.put(":path", exchange.getRequestMethod() + " " + path);
      byte[] body = exchange.getRequestBody().readAllBytes();
      seen.put(":body", new String(body, StandardCharsets.UTF_8));
      requests.add(seen);
      switch (mood) {
        case DEAD -> {
          return; // closing without an answer
        }
        case HUNG -> {
          hanging.await();
          return;
        }
        case BROKEN -> respond(exchange, 500, "text/plain", "oops".getBytes());
        case WELL -> answer(exchange, path, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
    if (path.startsWith("/files/")) {
      boolean tokenLeaked = exchange.getRequestHeaders().containsKey("Authorization");
      respond(exchange, tokenLeaked ? 400 : 200, "application/pdf", PDF);
      return;
    }
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization == null || !authorization.startsWith("Bearer ey")) {
      problem(exchange, 401, "unauthenticated", null);
      return;
    }
    if (path.equals("/bookings")) {
      book(exchange, JSON.readTree(body));
      return;
    }
    if (path.startsWith("/people/")) {
      String kept =
          """
          {"userId":"%s","bookings":[{"invoiceNumber":"INV-1"},{"invoiceNumber":null}],
           "orders":[{"invoiceNumber":"INV-2"},{"invoiceNumber":"INV-1"}]}
          """;
      respond(exchange, 200, "application/json", kept.formatted(path.substring(8)).getBytes());
      return;
    }
    if (path.startsWith("/invoices/")) {
      respond(
          exchange,
          200,
          "application/json",
          "{\"number\":\"%s\"}".formatted(path.substring(10)).getBytes());
      return;
    }
    if (path.startsWith("/inventory/alerts/")) {
      String alert = alerts.get(UUID.fromString(path.split("/")[3]));
      if (alert == null) {
        problem(exchange, 404, "alert-not-found", null);
      } else {
        respond(exchange, 200, "application/json", alert.getBytes(StandardCharsets.UTF_8));
      }
      return;
    }
    if (path.startsWith("/bookings/groups/")) {
      group(exchange, path.split("/")[3], body);
      return;
    }
    UUID id = UUID.fromString(path.split("/")[2]);
    if (!bookings.containsKey(id)) {
      problem(exchange, 404, "booking-not-found", null);
    } else if (path.endsWith("/ticket")) {
      ticket(exchange, id);
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      cancel(exchange, id);
    } else {
      json(exchange, 200, bookings.get(id));
    }
  }

  private void book(HttpExchange exchange, JsonNode request) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key") + request.get("userId");
    Answer before = answers.get(key);
    if (before != null && !bookings.values().stream().anyMatch(b -> sameSeat(b, request))) {
      problem(exchange, 422, "idempotency-key-reused", null);
      return;
    }
    if (before != null) {
      exchange.getResponseHeaders().set("Idempotency-Replayed", "true");
      respond(exchange, before.status(), "application/json", before.body().getBytes());
      return;
    }
    if (request.has("seatIds")) {
      ObjectNode group = bookTogether(request);
      json(exchange, 201, group);
      group.get("bookings").forEach(member -> tell((ObjectNode) member));
      return;
    }
    UUID seatId = UUID.fromString(request.get("seatId").asText());
    ObjectNode booking = newBooking(request);
    bookings.put(UUID.fromString(booking.get("id").asText()), booking);
    boolean refused = seatId.toString().startsWith("bad00000");
    boolean taken = seats.putIfAbsent(seatId, UUID.fromString(booking.get("id").asText())) != null;
    if (refused) {
      booking.put("status", "FAILED").put("reason", "hold-refused").remove("paymentUrl");
      problem(exchange, 502, "hold-refused", booking);
    } else if (taken) {
      booking.put("status", "QUEUED").put("position", 1).put("version", 1).remove("paymentUrl");
      json(exchange, 202, booking);
    } else {
      answers.put(key, new Answer(201, booking.toString()));
      json(exchange, 201, booking);
    }
    tell(booking);
  }

  /** Publishes what became of a booking, as ticket-app does once it is committed. */
  private void tell(ObjectNode booking) {
    String type =
        switch (booking.get("status").asText()) {
          case "PENDING_PAYMENT" -> "booking.pending";
          case "LEFT" -> "booking.cancelled";
          default -> "booking." + booking.get("status").asText().toLowerCase();
        };
    Event told = BookingMessages.event(type, booking);
    if (tells) {
      BookingMessages.publish(new OtherServices(), told);
    } else {
      untold.add(told);
    }
  }

  /** Whether events are published as ticket-app does, or wait until they are. */
  public void tells(boolean publishes) {
    tells = publishes;
    if (publishes && !untold.isEmpty()) {
      BookingMessages.publish(new OtherServices(), untold.toArray(Event[]::new));
      untold.clear();
    }
  }

  private ObjectNode bookTogether(JsonNode request) {
    ObjectNode group = JSON.createObjectNode();
    String id = UUID.randomUUID().toString();
    int size = request.get("seatIds").size();
    group.put("id", id).put("status", "PENDING_PAYMENT");
    group.set("userId", request.get("userId"));
    group.set("eventId", request.get("eventId"));
    group.putObject("total").put("amount", 150000L * size).put("currency", "IDR");
    var members = group.putArray("bookings");
    for (JsonNode seat : request.get("seatIds")) {
      ObjectNode booking = newBooking(((ObjectNode) request.deepCopy()).set("seatId", seat));
      booking
          .putObject("group")
          .put("id", id)
          .put("size", size)
          .put("lead", members.isEmpty())
          .set("total", group.get("total"));
      bookings.put(UUID.fromString(booking.get("id").asText()), booking);
      members.add(booking);
    }
    group.set("invoiceNumber", members.get(0).get("invoiceNumber"));
    group.set("paymentUrl", members.get(0).get("paymentUrl"));
    groups.put(id, group);
    return group;
  }

  private void group(HttpExchange exchange, String id, byte[] body) throws IOException {
    ObjectNode group = groups.get(id);
    if (group == null) {
      problem(exchange, 404, "booking-not-found", null);
      return;
    }
    if (exchange.getRequestMethod().equals("DELETE")) {
      group.put("status", "CANCELLED");
      for (JsonNode member : group.get("bookings")) {
        tell(becomes(UUID.fromString(member.get("id").asText()), "CANCELLED", "cancelled-by-user"));
      }
    }
    if (exchange.getRequestMethod().equals("POST")) {
      JsonNode seats = JSON.readTree(body).get("seatIds");
      for (JsonNode member : group.get("bookings")) {
        boolean named = false;
        for (JsonNode seat : seats) {
          named |= seat.equals(member.get("seatId"));
        }
        if (named) {
          ((ObjectNode) member.get("group")).put("alone", true);
          tell(
              becomes(
                  UUID.fromString(member.get("id").asText()), "CANCELLED", "cancelled-by-user"));
        }
      }
    }
    json(exchange, 200, group);
  }

  private static boolean sameSeat(JsonNode booking, JsonNode request) {
    return booking.get("seatId").equals(request.get("seatId"));
  }

  /** A booking that waits for its payment. */
  public static ObjectNode newBooking(JsonNode request) {
    ObjectNode booking = JSON.createObjectNode();
    booking.put("id", id.loket.kit.id.Ids.next().toString());
    booking.set("userId", request.get("userId"));
    booking.set("eventId", request.get("eventId"));
    booking.set("seatId", request.get("seatId"));
    booking.put("status", "PENDING_PAYMENT").put("version", 2).put("promoted", false);
    booking.putObject("event").put("title", "Konser Amal & Doa").put("venue", "Balai Kota");
    booking.withObject("/event").put("startsAt", "2027-03-01T12:00:00Z");
    booking.putObject("seat").put("label", "A-12").put("section", "VIP").put("row", "A");
    booking.putObject("price").put("amount", 150000).put("currency", "IDR");
    booking.put("invoiceNumber", "INV-20261120-7Z3K9QW2M4X8Y1TB");
    booking.put("paymentUrl", "http://127.0.0.1:8093/pay/INV-20261120-7Z3K9QW2M4X8Y1TB");
    booking.put("expiresAt", Instant.now().plusSeconds(900).toString());
    booking.put("createdAt", Instant.now().toString());
    booking.put("updatedAt", Instant.now().toString());
    booking.put("aFieldOfTomorrow", "which nobody here knows yet");
    return booking;
  }

  private void cancel(HttpExchange exchange, UUID id) throws IOException {
    String status = bookings.get(id).get("status").asText();
    if (status.equals("CANCELLED") || status.equals("LEFT")) {
      problem(exchange, 409, "booking-not-cancellable", null);
      return;
    }
    boolean queued = status.equals("QUEUED");
    ObjectNode booking =
        becomes(id, queued ? "LEFT" : "CANCELLED", queued ? "left-queue" : "cancelled-by-user");
    json(exchange, 200, booking);
    tell(booking);
  }

  private void ticket(HttpExchange exchange, UUID id) throws IOException {
    if (!documentsReady) {
      problem(exchange, 409, "ticket-not-available", null);
      return;
    }
    exchange.getResponseHeaders().set("Location", url() + "/files/" + id + ".pdf?X-Amz-Sig=a%2Fb");
    respond(exchange, 303, "text/plain", new byte[0]);
  }

  private static void problem(HttpExchange exchange, int status, String name, JsonNode booking)
      throws IOException {
    ObjectNode problem = JSON.createObjectNode();
    problem.put("type", "urn:loket:problem:" + name).put("title", name).put("status", status);
    problem.put("instance", "/bookings");
    if (booking != null) {
      problem.set("booking", booking);
    }
    respond(exchange, status, "application/problem+json", problem.toString().getBytes());
  }

  private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
    respond(exchange, status, "application/json", body.toString().getBytes());
  }

  private static void respond(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
