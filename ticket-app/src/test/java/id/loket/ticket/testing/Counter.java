package id.loket.ticket.testing;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import id.loket.local.Port;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What people and systems do at ticket-app's counter, in the words of the tests. */
public final class Counter {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestTokens tokens = new TestTokens(LocalStackResource.stack());
  private final UUID organiser = UUID.randomUUID();

  /** Requests of a citizen. */
  public RequestSpecification citizen(UUID id) {
    return request(tokens.user(id, "citizen"));
  }

  /** Requests of the organiser of this counter's events. */
  public RequestSpecification organiser() {
    return request(organiserAuthorization());
  }

  public String organiserAuthorization() {
    return tokens.user(organiser, "organiser");
  }

  /** The organiser of this counter's events and stores. */
  public UUID organiserId() {
    return organiser;
  }

  public RequestSpecification admin() {
    return request(tokens.user(UUID.randomUUID(), "admin"));
  }

  public RequestSpecification service() {
    return request(tokens.service("client-app", "ticket-app"));
  }

  public TestTokens tokens() {
    return tokens;
  }

  public static RequestSpecification request(String authorization) {
    return given().header("Authorization", authorization).contentType(ContentType.JSON);
  }

  /** A published event, starting in a month. */
  public UUID event() {
    return event(Map.of());
  }

  /** A published event with further or other fields. */
  public UUID event(Map<String, Object> fields) {
    Map<String, Object> event = new java.util.HashMap<>();
    event.put("title", "Konser Senja");
    event.put("venue", "Balai Kota");
    event.put("startsAt", Instant.now().plus(Duration.ofDays(30)).toString());
    event.put("status", "PUBLISHED");
    event.putAll(fields);
    return UUID.fromString(
        organiser().body(event).post("/events").then().statusCode(201).extract().path("id"));
  }

  /** Seats, … of that event. */
  public List<UUID> seats(UUID event, int count) {
    List<Map<String, Object>> seats =
        java.util.stream.IntStream.rangeClosed(1, count)
            .mapToObj(
                i ->
                    Map.<String, Object>of(
                        "label", "A-" + i, "price", Map.of("amount", 150000, "currency", "IDR")))
            .toList();
    List<String> ids =
        organiser()
            .body(Map.of("seats", seats))
            .post("/events/{id}/seats", event)
            .then()
            .statusCode(201)
            .extract()
            .path("items.id");
    return ids.stream().map(UUID::fromString).toList();
  }

  public UUID seat(UUID event) {
    return seats(event, 1).getFirst();
  }

  public Response book(UUID user, UUID event, UUID seat) {
    return citizen(user)
        .body(Map.of("userId", user, "eventId", event, "seatId", seat))
        .post("/bookings");
  }

  /** A booking that waits for its payment. */
  public Booked pending(UUID event, UUID seat) {
    UUID user = UUID.randomUUID();
    Response response = book(user, event, seat);
    response.then().statusCode(201);
    return new Booked(user, UUID.fromString(response.path("id")), response.path("invoiceNumber"));
  }

  /** A paid and confirmed booking. */
  public Booked confirmed(UUID event, UUID seat) {
    Booked booked = pending(event, seat);
    PaymentStandIn.pay(booked.invoice());
    webhook("invoice.paid", booked).then().statusCode(204);
    return booked;
  }

  /** A booking in the line of a seat. */
  public Booked queued(UUID event, UUID seat) {
    UUID user = UUID.randomUUID();
    Response response = book(user, event, seat);
    response.then().statusCode(202);
    return new Booked(user, UUID.fromString(response.path("id")), null);
  }

  /** Whose booking, which, and its invoice. */
  public record Booked(UUID user, UUID id, String invoice) {}

  public Response cancel(Booked booked) {
    return citizen(booked.user()).delete("/bookings/{id}", booked.id());
  }

  public String statusOf(UUID booking) {
    return admin().get("/bookings/{id}", booking).then().statusCode(200).extract().path("status");
  }

  public String seatStatus(UUID seat) {
    return given().get("/seats/{id}", seat).then().statusCode(200).extract().path("status");
  }

  public void awaitStatus(UUID booking, String status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> statusOf(booking), status::equals);
  }

  public void awaitInvoice(UUID booking, String status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> PaymentStandIn.statusOf(booking), status::equals);
  }

  /** Whether the organiser holds that booking's seat. */
  public boolean isHeld(UUID event, UUID booking) {
    String holds = organiserSystem("GET", "/holds?eventId=" + event, null);
    return holds.contains("\"holdId\":\"" + booking);
  }

  /** Changes how the organiser's simulator behaves. */
  public void organiserRefuses(boolean refuses) {
    organiserSystem("PUT", "/simulation", "{\"failureRate\": " + (refuses ? 1 : 0) + "}");
  }

  /** Changes how long the organiser's simulator thinks about a hold. */
  public void organiserTakes(Duration latency) {
    organiserSystem("PUT", "/simulation", "{\"latency\": \"" + latency.toMillis() + "ms\"}");
  }

  private static String organiserSystem(String method, String path, String body) {
    URI uri =
        URI.create("http://127.0.0.1:" + LocalStackResource.stack().port(Port.ORGANISER) + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets the time to pay a booking pass. */
  public void letTimePass(UUID booking, Duration over) {
    new Database()
        .query(
            "update booking set expires_at = now() - $2 * interval '1 second' where id = $1",
            booking,
            over.toSeconds());
  }

  /** What the QR code of a booking's ticket says. */
  public String ticketCode(Booked booked) {
    String link =
        citizen(booked.user())
            .redirects()
            .follow(false)
            .get("/bookings/{id}/ticket", booked.id())
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(link)).build();
      byte[] pdf = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
      try (var paper = org.apache.pdfbox.Loader.loadPDF(pdf)) {
        return id.loket.kit.testing.QrReader.read(paper);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The ticket is shown at the door. */
  public Response checkIn(String code) {
    return organiser().body(Map.of("code", code)).post("/tickets/check-in");
  }

  /** A genuine webhook about a booking's invoice. */
  public Response webhook(String type, Booked booked) {
    return webhook("msg_" + UUID.randomUUID(), type, booked);
  }

  /** A genuine webhook with that id. */
  public Response webhook(String id, String type, Booked booked) {
    String body = webhookBody(type, booked.id(), booked.invoice());
    return webhook(id, Instant.now(), body, webhookSecret());
  }

  /** A webhook signed with that secret at that time. */
  public Response webhook(String id, Instant at, String body, String secret) {
    String signed = id + "." + at.getEpochSecond() + "." + body;
    return given()
        .contentType(ContentType.JSON)
        .header("webhook-id", id)
        .header("webhook-timestamp", at.getEpochSecond())
        .header("webhook-signature", "v1," + hmac(signed, secret))
        .body(body)
        .post("/webhooks/payment");
  }

  public static String webhookBody(String type, UUID booking, String invoice) {
    return """
    {"type": "%s", "timestamp": "%s", "data": {"invoiceNumber": "%s", "bookingId": "%s"}}\
    """
        .formatted(type, Instant.now(), invoice, booking);
  }

  public String webhookSecret() {
    return LocalStackResource.stack().environment("ticket-app").get("WEBHOOK_SECRET");
  }

  private static String hmac(String text, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
