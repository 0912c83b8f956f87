package id.loket.payment.testing;

import static io.restassured.RestAssured.given;

import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** payment-app as its callers use it. */
public final class Api {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

  private Api() {}

  public static TestTokens tokens() {
    return new TestTokens(LocalStackResource.stack());
  }

  public static RequestSpecification asTicketApp() {
    return given()
        .header("Authorization", tokens().service("ticket-app", "payment-app"))
        .contentType(ContentType.JSON);
  }

  public static RequestSpecification asAdmin() {
    return given()
        .header("Authorization", tokens().user(Ids.next(), "admin"))
        .contentType(ContentType.JSON);
  }

  public static RequestSpecification asUser(UUID id) {
    return given()
        .header("Authorization", tokens().user(id, "citizen"))
        .contentType(ContentType.JSON);
  }

  public static RequestSpecification asAnybody() {
    return given().contentType(ContentType.JSON);
  }

  /** A valid request for an invoice, to be changed where a test wants it wrong. */
  public static Map<String, Object> request(UUID bookingId) {
    Map<String, Object> body = new HashMap<>();
    body.put("bookingId", bookingId.toString());
    body.put("amount", Map.of("amount", 150000, "currency", "IDR"));
    body.put("customer", Map.of("id", Ids.next().toString(), "locale", "id"));
    body.put("description", "Konser Senja, kursi A-12");
    body.put(
        "expiresAt",
        Instant.now().plus(15, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS).toString());
    return body;
  }

  /** The same for an order, of whose invoice messages tell. */
  public static Map<String, Object> requestForOrder(UUID orderId) {
    Map<String, Object> body = request(orderId);
    body.put("orderId", body.remove("bookingId"));
    return body;
  }

  /** The number of a new invoice of an order. */
  public static String issueForOrder() {
    return issue(requestForOrder(Ids.next()));
  }

  /** The number of a new invoice of a booking. */
  public static String issue() {
    return issue(request(Ids.next()));
  }

  public static String issue(Map<String, Object> request) {
    return asTicketApp()
        .body(request)
        .post("/invoices")
        .then()
        .statusCode(201)
        .extract()
        .path("number");
  }

  /** The number of a new invoice that runs out so soon. */
  public static String issueFor(Duration time) {
    Map<String, Object> request = request(Ids.next());
    request.put("expiresAt", Instant.now().plus(time).toString());
    return issue(request);
  }

  public static Response pay(String number, String method) {
    Map<String, Object> body = method == null ? Map.of() : Map.of("method", method);
    return asAnybody().body(body).post("/invoices/{number}/payments", number);
  }

  public static String status(String number) {
    return asTicketApp()
        .get("/invoices/{number}", number)
        .then()
        .statusCode(200)
        .extract()
        .path("status");
  }

  public static void paid(String number) {
    pay(number, "simulated-success").then().statusCode(202);
    eventually().until(() -> status(number).equals("PAID"));
  }

  /** Waits as long as a slow machine needs, and no longer than that. */
  public static ConditionFactory eventually() {
    return Awaitility.await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(50));
  }
}
