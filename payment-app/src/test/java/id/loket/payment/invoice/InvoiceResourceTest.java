package id.loket.payment.invoice;

import static id.loket.payment.testing.Api.asAdmin;
import static id.loket.payment.testing.Api.asAnybody;
import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.asUser;
import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.paid;
import static id.loket.payment.testing.Api.pay;
import static id.loket.payment.testing.Api.request;
import static id.loket.payment.testing.Api.status;
import static id.loket.payment.testing.Api.tokens;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.kit.id.Ids;
import id.loket.payment.testing.Servers;
import id.loket.payment.testing.Together;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class InvoiceResourceTest {
  private static final String UNKNOWN = "INV-20261120-0123456789ABCDEF";

  @Test
  void anInvoiceIsIssuedWithALinkToPayIt() {
    UUID bookingId = Ids.next();

    asTicketApp()
        .body(request(bookingId))
        .post("/invoices")
        .then()
        .statusCode(201)
        .header("Location", matchesPattern(".*/invoices/INV-\\d{8}-[0-9A-HJKMNP-TV-Z]{16}"))
        .body("status", equalTo("ISSUED"))
        .body("bookingId", equalTo(bookingId.toString()))
        .body("amount.amount", equalTo(150000))
        .body("paymentUrl", matchesPattern("http://.*/pay/INV-\\d{8}-[0-9A-HJKMNP-TV-Z]{16}"))
        .body("attempts", empty());
  }

  @Test
  void issuingAgainAnswersTheSameInvoice() {
    Map<String, Object> request = request(Ids.next());
    String number = issue(request);

    asTicketApp()
        .body(request)
        .post("/invoices")
        .then()
        .statusCode(200)
        .body("number", equalTo(number));
  }

  @Test
  void issuingAgainNeverResetsAPaidInvoice() {
    Map<String, Object> request = request(Ids.next());
    String number = issue(request);
    paid(number);

    asTicketApp()
        .body(request)
        .post("/invoices")
        .then()
        .statusCode(200)
        .body("number", equalTo(number))
        .body("status", equalTo("PAID"));
  }

  @Test
  void manyRequestsForOneBookingMakeOneInvoice() {
    Map<String, Object> request = request(Ids.next());

    List<Response> answers = Together.times(32, i -> asTicketApp().body(request).post("/invoices"));

    assertEquals(1, answers.stream().map(a -> a.path("number").toString()).distinct().count());
    assertTrue(answers.stream().anyMatch(a -> a.statusCode() == 201));
    assertTrue(answers.stream().allMatch(a -> Set.of(200, 201).contains(a.statusCode())));
    asTicketApp().body(request).post("/invoices").then().statusCode(200);
  }

  @Test
  void numbersNameTheDayOfTheBookingAndCannotBeForeseen() {
    UUID bookingId = Ids.next();
    String number = issue(request(bookingId));
    String day = LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);

    assertTrue(number.startsWith("INV-" + day + "-"), number);
    assertNotEquals(number, InvoiceNumber.of(LocalDate.now(ZoneOffset.UTC), new byte[32]).text());
    assertNotEquals(number, issue(request(Ids.next())));
  }

  @Test
  void anotherAmountForTheSameBookingIsAConflict() {
    Map<String, Object> request = request(Ids.next());
    String number = issue(request);
    request.put("amount", Map.of("amount", 1, "currency", "IDR"));

    asTicketApp()
        .body(request)
        .post("/invoices")
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:invoice-conflict"))
        .body("number", equalTo(number));
  }

  @Test
  void anOrderHasAnInvoiceToo() {
    UUID orderId = Ids.next();
    Map<String, Object> request = request(Ids.next());
    request.remove("bookingId");
    request.put("orderId", orderId.toString());
    String number = issue(request);

    asTicketApp()
        .get("/invoices?orderId={id}", orderId)
        .then()
        .statusCode(200)
        .body("items.number", contains(number));
  }

  @Test
  void theInvoiceOfABookingIsFound() {
    UUID bookingId = Ids.next();
    String number = issue(request(bookingId));

    asTicketApp()
        .get("/invoices?bookingId={id}", bookingId)
        .then()
        .statusCode(200)
        .body("items.number", contains(number));
    for (UUID unknown : List.of(Ids.next(), UUID.randomUUID())) {
      asTicketApp()
          .get("/invoices?bookingId={id}", unknown)
          .then()
          .statusCode(200)
          .body("items", empty());
    }
    asTicketApp().get("/invoices").then().statusCode(400);
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        bad("amount.amount", "amount", Map.of("amount", -1, "currency", "IDR")),
        bad("amount.amount", "amount", Map.of("amount", 1_000_000_000_001L, "currency", "IDR")),
        bad("amount.currency", "amount", Map.of("amount", 1, "currency", "XQX")),
        bad("amount.currency", "amount", Map.of("amount", 1, "currency", "rupiah")),
        bad("amount.amount", "amount", Map.of("amount", "1000", "currency", "IDR")),
        bad("amount.amount", "amount", Map.of("amount", 10.5, "currency", "IDR")),
        bad("amount", "amount", null),
        bad("expiresAt", "expiresAt", "2020-01-01T00:00:00Z"),
        bad("expiresAt", "expiresAt", "tomorrow"),
        bad("description", "description", "  "),
        bad("description", "description", "x".repeat(501)),
        bad("customer.id", "customer", Map.of("name", "Siti")),
        bad("bookingId", "bookingId", "1-1-1-1"),
        bad("bookingId", "bookingId", "0192f0c1-7a3b-4c2d-9e4f-5a6b7c8d9e0f"),
        bad("bookingId", "bookingId", "ffffffff-ffff-7c2d-9e4f-5a6b7c8d9e0f"),
        bad("bookingId", "bookingId", null),
        bad("bookingId", "orderId", Ids.next().toString()),
        bad("discount", "discount", 5));
  }

  private static Arguments bad(String blamed, String field, Object value) {
    return Arguments.of(blamed, field, value);
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void aBadRequestIsToldWhichFieldToMend(String blamed, String field, Object value) {
    Map<String, Object> request = new HashMap<>(request(Ids.next()));
    request.put(field, value);

    asTicketApp()
        .body(request)
        .post("/invoices")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:invalid-input"))
        .body("errors.field", contains(blamed));
  }

  @Test
  void onlyServicesAndAdminsIssueInvoices() {
    Map<String, Object> request = request(Ids.next());

    asAnybody().body(request).post("/invoices").then().statusCode(401);
    asUser(Ids.next()).body(request).post("/invoices").then().statusCode(403);
    asAdmin().body(request).post("/invoices").then().statusCode(201);
  }

  @Test
  void tokensThatAreNotOursAreRefused() {
    String number = issue();

    for (String token :
        List.of(
            tokens().expired(Ids.next(), "admin"),
            tokens().unsigned(Ids.next(), "admin"),
            tokens().service("ticket-app", "client-app"),
            "Bearer nonsense")) {
      given()
          .header("Authorization", token)
          .get("/invoices/{n}", number)
          .then()
          .statusCode(401)
          .body("type", equalTo("urn:loket:problem:unauthenticated"));
    }
  }

  @Test
  void anInvoiceIsSeenByItsCustomerOnly() {
    UUID customer = Ids.next();
    Map<String, Object> request = request(Ids.next());
    request.put("customer", Map.of("id", customer.toString()));
    String number = issue(request);

    asUser(customer).get("/invoices/{n}", number).then().statusCode(200);
    asAdmin().get("/invoices/{n}", number).then().statusCode(200);
    asUser(Ids.next()).get("/invoices/{n}", number).then().statusCode(403);
    asAnybody().get("/invoices/{n}", number).then().statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "INV-1",
        "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f",
        "INV-20261120-0123456789ABCDEI"
      })
  void aMalformedNumberIsSaidToBeOne(String number) {
    asTicketApp()
        .get("/invoices/{n}", number)
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:malformed-invoice-number"));
  }

  @Test
  void anUnknownNumberIsNotFound() {
    asTicketApp().get("/invoices/{n}", UNKNOWN).then().statusCode(404);
    asTicketApp().post("/invoices/{n}/void", UNKNOWN).then().statusCode(404);
    asTicketApp().post("/invoices/{n}/refunds", UNKNOWN).then().statusCode(404);
    asAnybody().body("{}").post("/invoices/{n}/payments", UNKNOWN).then().statusCode(404);
  }

  @Test
  void anUnpaidInvoiceIsVoidedAndStaysSo() {
    String number = issue();

    for (int i = 0; i < 2; i++) {
      asTicketApp()
          .post("/invoices/{n}/void", number)
          .then()
          .statusCode(200)
          .body("status", equalTo("VOID"));
    }
  }

  @Test
  void voidingAnswersWhatTheInvoiceIsWhenItCannotBeVoid() {
    String paid = issue();
    paid(paid);
    String failed = issue();
    pay(failed, "simulated-failure").then().statusCode(202);
    eventually().until(() -> status(failed).equals("FAILED"));
    String refunded = issue();
    paid(refunded);
    asTicketApp().post("/invoices/{n}/refunds", refunded).then().statusCode(200);

    Map.of(paid, "PAID", failed, "FAILED", refunded, "REFUNDED")
        .forEach(
            (number, status) ->
                asTicketApp()
                    .post("/invoices/{n}/void", number)
                    .then()
                    .statusCode(200)
                    .body("status", equalTo(status)));
  }

  @Test
  void anInvoiceWhoseTimeIsUpCanBePaidWhenItIsIssuedAgain() {
    Map<String, Object> request = request(Ids.next());
    request.put("expiresAt", Instant.now().plusMillis(1500).toString());
    String number = issue(request);
    eventually()
        .until(() -> asAnybody().get("/pay/{n}/status", number).path("state").equals("EXPIRED"));
    String later = Instant.now().plusSeconds(900).truncatedTo(ChronoUnit.SECONDS).toString();
    request.put("expiresAt", later);

    for (int i = 0; i < 2; i++) {
      asTicketApp()
          .body(request)
          .post("/invoices")
          .then()
          .statusCode(200)
          .body("number", equalTo(number))
          .body("status", equalTo("ISSUED"))
          .body("expiresAt", equalTo(later));
    }
    paid(number);
  }

  @Test
  void anOlderRequestShortensNoInvoicesTime() {
    Map<String, Object> request = request(Ids.next());
    String number = issue(request);
    Object time = request.put("expiresAt", Instant.now().plusSeconds(60).toString());

    asTicketApp()
        .body(request)
        .post("/invoices")
        .then()
        .statusCode(200)
        .body("number", equalTo(number))
        .body("expiresAt", equalTo(time));
  }

  @Test
  void anInvoiceOfNothingIsPaidWhenItIsIssued() {
    Map<String, Object> request = request(Ids.next());
    request.put("amount", Map.of("amount", 0, "currency", "IDR"));
    String number = issue(request);

    assertEquals("PAID", status(number));
    eventually().until(() -> !Servers.receiver().hooksOf(number).isEmpty());
    asTicketApp()
        .post("/invoices/{n}/refunds", number)
        .then()
        .statusCode(200)
        .body("status", equalTo("REFUNDED"));
  }

  @Test
  void citizensNeitherVoidNorRefund() {
    String number = issue();

    asUser(Ids.next()).post("/invoices/{n}/void", number).then().statusCode(403);
    asUser(Ids.next()).post("/invoices/{n}/refunds", number).then().statusCode(403);
  }

  @Test
  void problemsSpeakTheCallersLanguage() {
    asTicketApp()
        .header("Accept-Language", "id-ID,id;q=0.9")
        .get("/invoices/{n}", "1")
        .then()
        .statusCode(400)
        .header("Content-Language", "id")
        .body("title", equalTo("Itu bukan nomor tagihan"))
        .body("detail", startsWith("Nomor tagihan"))
        .body("instance", endsWith("/invoices/1"));
  }
}
