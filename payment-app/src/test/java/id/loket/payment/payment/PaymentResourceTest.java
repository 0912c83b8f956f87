package id.loket.payment.payment;

import static id.loket.payment.testing.Api.asAdmin;
import static id.loket.payment.testing.Api.asAnybody;
import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.issueFor;
import static id.loket.payment.testing.Api.issueForOrder;
import static id.loket.payment.testing.Api.paid;
import static id.loket.payment.testing.Api.pay;
import static id.loket.payment.testing.Api.status;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.id.Ids;
import id.loket.kit.money.Money;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.Invoices;
import id.loket.payment.payment.PaymentGateway.Charge;
import id.loket.payment.payment.PaymentGateway.Outcome;
import id.loket.payment.testing.Receiver.Hook;
import id.loket.payment.testing.Servers;
import id.loket.payment.testing.Together;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PaymentResourceTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Money AMOUNT = new Money(150_000L, "IDR");

  @Inject Invoices invoices;
  @Inject HoldableGateway gateway;
  @Inject Cassandra cassandra;

  @Test
  void manyClicksAreOnePayment() {
    String number = issue();

    List<Response> answers = Together.times(32, i -> pay(number, "simulated-success"));

    assertEquals(1, answers.stream().filter(a -> a.statusCode() == 202).count());
    Set<String> refusals =
        Set.of("urn:loket:problem:invoice-processing", "urn:loket:problem:invoice-already-paid");
    assertTrue(
        answers.stream()
            .filter(a -> a.statusCode() != 202)
            .allMatch(a -> a.statusCode() == 409 && refusals.contains(a.path("type").toString())));
    eventually().until(() -> status(number).equals("PAID"));
    asTicketApp().get("/invoices/{n}", number).then().body("attempts", hasSize(1));
    toldOnce(number);
  }

  /** A webhook may be sent twice, when its answer is late; its id is the same then. */
  private static void toldOnce(String number) {
    eventually().until(() -> !Servers.receiver().hooksOf(number).isEmpty());
    assertEquals(1, Servers.receiver().hooksOf(number).stream().map(Hook::id).distinct().count());
  }

  @Test
  void clicksForOppositeOutcomesEndInOneOfThem() {
    String number = issue();

    Together.times(16, i -> pay(number, i % 2 == 0 ? "simulated-success" : "simulated-failure"));

    eventually().until(() -> Set.of("PAID", "FAILED").contains(status(number)));
    eventually().until(() -> !Servers.receiver().hooksOf(number).isEmpty());
    List<Hook> hooks = Servers.receiver().hooksOf(number);
    assertEquals(1, hooks.stream().map(Hook::id).distinct().count());
    assertEquals(status(number), hooks.getFirst().data("status"));
  }

  @Test
  void payingAndVoidingAtOnceDoesOnlyOneOfTheTwo() {
    for (int round = 0; round < 10; round++) {
      String number = issue();

      List<Response> answers =
          Together.times(
              2,
              i ->
                  i == 0
                      ? pay(number, "simulated-success")
                      : asTicketApp().post("/invoices/{n}/void", number));

      boolean paying = answers.get(0).statusCode() == 202;
      boolean voided = answers.get(1).path("status").equals("VOID");
      assertTrue(paying ^ voided);
      eventually().until(() -> status(number).equals(paying ? "PAID" : "VOID"));
    }
  }

  @Test
  void aPaidInvoiceIsNotPaidAgain() {
    String number = issue();
    paid(number);

    refused(number, "invoice-already-paid", "PAID");
  }

  @Test
  void aVoidInvoiceIsNotPaid() {
    String number = issue();
    asTicketApp().post("/invoices/{n}/void", number).then().statusCode(200);

    refused(number, "invoice-void", "VOID");
  }

  @Test
  void aFailedInvoiceIsNotPaid() {
    String number = issue();
    pay(number, "simulated-failure").then().statusCode(202);
    eventually().until(() -> status(number).equals("FAILED"));

    refused(number, "invoice-failed", "FAILED");
  }

  @Test
  void aRefundedInvoiceIsNotPaid() {
    String number = issue();
    paid(number);
    asTicketApp().post("/invoices/{n}/refunds", number).then().statusCode(200);

    refused(number, "invoice-refunded", "REFUNDED");
  }

  @Test
  void anInvoiceThatRanOutIsNotPaidAndCanStillBeVoided() {
    String number = issueFor(Duration.ofSeconds(1));

    eventually()
        .untilAsserted(
            () ->
                asAnybody()
                    .get("/pay/{n}/status", number)
                    .then()
                    .body("state", equalTo("EXPIRED")));

    refused(number, "invoice-expired", "ISSUED");
    asTicketApp()
        .post("/invoices/{n}/void", number)
        .then()
        .statusCode(200)
        .body("status", equalTo("VOID"));
  }

  private static void refused(String number, String problem, String invoiceStatus) {
    pay(number, "simulated-success")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:" + problem))
        .body("invoiceStatus", equalTo(invoiceStatus));
  }

  @Test
  void aMethodNobodyOffersIsRefused() {
    pay(issue(), "gold").then().statusCode(400).body("errors.field", contains("method"));
  }

  @Test
  void theSameIdempotencyKeyIsAnsweredAgain() {
    String number = issue();
    String key = "\"" + UUID.randomUUID() + "\"";

    payWith(key, number, "{}").then().statusCode(202);
    payWith(key, number, "{}").then().statusCode(202).header("Idempotency-Replayed", "true");
    payWith(key, number, "{\"method\":\"simulated-failure\"}")
        .then()
        .statusCode(422)
        .body("type", equalTo("urn:loket:problem:idempotency-key-reused"));
  }

  private static Response payWith(String key, String number, String body) {
    return asAnybody()
        .header("Idempotency-Key", key)
        .body(body)
        .post("/invoices/{n}/payments", number);
  }

  @Test
  void aPaymentWhoseWorkerDiedIsFinished() {
    String number = issue();
    // The worker accepts the payment, and is killed before it asks the gateway.
    invoices.startPayment(new InvoiceNumber(number), Ids.next(), null).await().atMost(LIMIT);

    eventually().until(() -> status(number).equals("PAID"));
    toldOnce(number);
  }

  @Test
  void theGatewayAskedAgainAnswersTheSame() {
    UUID attempt = Ids.next();

    Outcome first = charge(attempt, "simulated-failure");
    Outcome second = charge(attempt, "simulated-success");

    assertEquals(new Outcome.Refused("declined"), first);
    assertEquals(first, second);
  }

  @Test
  void twoWorkersWithOneAttemptGiveItOneOutcome() {
    InvoiceNumber number = new InvoiceNumber(issue());
    UUID attempt = Ids.next();
    Invoice paying = invoices.startPayment(number, attempt, null).await().atMost(LIMIT);

    Together.times(
        8,
        i ->
            (i % 2 == 0
                    ? invoices.paymentSucceeded(paying, attempt)
                    : invoices.paymentFailed(paying, attempt, "declined"))
                .await()
                .atMost(LIMIT));

    eventually().until(() -> !Servers.receiver().hooksOf(number.text()).isEmpty());
    List<Hook> hooks = Servers.receiver().hooksOf(number.text());
    assertEquals(1, hooks.stream().map(Hook::id).distinct().count());
    assertEquals(status(number.text()), hooks.getFirst().data("status"));
  }

  @Test
  void aPaidInvoiceIsRefundedAndStaysSo() {
    String number = issue();
    paid(number);

    for (int i = 0; i < 2; i++) {
      asTicketApp()
          .post("/invoices/{n}/refunds", number)
          .then()
          .statusCode(200)
          .body("status", equalTo("REFUNDED"));
    }
  }

  @Test
  void aRefundIsToldByMessageAndWebhookWithWhoeverMadeIt() {
    Map.of("administrator", asAdmin(), "ticket-app", asTicketApp())
        .forEach(
            (by, caller) -> {
              String number = issueForOrder();
              paid(number);
              caller
                  .post("/invoices/{n}/refunds", number)
                  .then()
                  .statusCode(200)
                  .body("refunds.by", contains(by))
                  .body("refunds.amount.amount", contains(150_000));

              eventually().until(() -> hook(number, "invoice.refunded").isPresent());
              assertEquals(by, hook(number, "invoice.refunded").get().data("by"));
              assertEquals("REFUNDED", hook(number, "invoice.refunded").get().data("status"));
              assertTrue(message(number, "invoice.refunded").contains("\"by\":\"" + by + "\""));
            });
  }

  @Test
  void someOfTheMoneyIsGivenBackOncePerKeyAndNeverMoreThanWasPaid() {
    String number = issueForOrder();
    UUID attempt = paidBy(number);

    List<Response> answers =
        Together.times(12, i -> refund(number, "key-" + i % 4, 50_000)); // 4 × 50,000 of 150,000

    long accepted = answers.stream().filter(answer -> answer.statusCode() == 200).count();
    assertEquals(9, accepted, "three of four keys, three times each");
    assertTrue(
        answers.stream()
            .filter(answer -> answer.statusCode() != 200)
            .allMatch(
                answer ->
                    answer.statusCode() == 409
                        && Set.of(
                                "urn:loket:problem:refund-too-large",
                                "urn:loket:problem:invoice-not-refundable")
                            .contains(answer.path("type").toString())));
    eventually().until(() -> status(number).equals("REFUNDED"));
    assertEquals(150_000, gateway.refundedOf(attempt));
    eventually().until(() -> hook(number, "invoice.refunded").isPresent());
    assertEquals(
        List.of("invoice.partly_refunded", "invoice.partly_refunded", "invoice.refunded"),
        messages(number).stream()
            .map(row -> row.getString("type"))
            .filter(type -> type.endsWith("refunded"))
            .toList());
  }

  @Test
  void aPartlyRefundedInvoiceStaysPaidAndItsRestIsGivenBackOnce() {
    String number = issueForOrder();
    UUID attempt = paidBy(number);

    refund(number, "a seat", 40_000)
        .then()
        .statusCode(200)
        .body("status", equalTo("PAID"))
        .body("refunds", hasSize(1))
        .body("refundable.amount", equalTo(110_000));
    refund(number, "a seat", 30_000)
        .then()
        .statusCode(422)
        .body("type", equalTo("urn:loket:problem:idempotency-key-reused"));
    refund(number, "too much", 110_001)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:refund-too-large"))
        .body("refundable", equalTo(110_000));
    for (Response answer :
        Together.times(4, i -> asTicketApp().post("/invoices/{n}/refunds", number))) {
      answer.then().statusCode(200).body("status", equalTo("REFUNDED"));
    }

    assertEquals(150_000, gateway.refundedOf(attempt));
    String partly = message(number, "invoice.partly_refunded");
    assertTrue(partly.contains("\"refunded\":{\"amount\":40000,\"currency\":\"IDR\"}"), partly);
    assertTrue(partly.contains("\"refundable\":{\"amount\":110000,\"currency\":\"IDR\"}"), partly);
    assertTrue(partly.contains("\"status\":\"PAID\""), partly);
    eventually().until(() -> hook(number, "invoice.refunded").isPresent());
    assertEquals("REFUNDED", hook(number, "invoice.refunded").get().data("status"));
  }

  @Test
  void aRefundWhoseWorkerDiedIsFinished() {
    String number = issue();
    UUID attempt = paidBy(number);
    // asked for and written, and the process is killed before it asks the gateway
    invoices.requestRestOfRefund(new InvoiceNumber(number), "administrator").await().atMost(LIMIT);

    eventually().until(() -> status(number).equals("REFUNDED"));
    assertEquals(150_000, gateway.refundedOf(attempt));
  }

  @Test
  void anAmountToRefundIsMoreThanNothingInTheInvoicesCurrencyAndHasAKey() {
    String number = issue();
    paid(number);
    refund(number, "k", 0).then().statusCode(400).body("errors.field", contains("amount.amount"));
    asTicketApp()
        .body("{\"amount\": {\"amount\": 5, \"currency\": \"IDR\"}}")
        .post("/invoices/{n}/refunds", number)
        .then()
        .statusCode(400)
        .body("errors.field", contains("Idempotency-Key"));
    asTicketApp()
        .header("Idempotency-Key", "other")
        .body("{\"amount\": {\"amount\": 5, \"currency\": \"USD\"}}")
        .post("/invoices/{n}/refunds", number)
        .then()
        .statusCode(400)
        .body("errors.field", contains("amount.currency"));
    asTicketApp()
        .body("{")
        .post("/invoices/{n}/refunds", number)
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:malformed-json"));
  }

  private static Response refund(String number, String key, int amount) {
    return asTicketApp()
        .header("Idempotency-Key", key)
        .body("{\"amount\": {\"amount\": " + amount + ", \"currency\": \"IDR\"}}")
        .post("/invoices/{n}/refunds", number);
  }

  private UUID paidBy(String number) {
    paid(number);
    return invoices.get(new InvoiceNumber(number)).await().atMost(LIMIT).attempts().getFirst().id();
  }

  private static Optional<Hook> hook(String number, String type) {
    return Servers.receiver().hooksOf(number).stream()
        .filter(hook -> hook.type().equals(type))
        .findFirst();
  }

  private String message(String number, String type) {
    return messages(number).stream()
        .filter(row -> row.getString("type").equals(type))
        .findFirst()
        .orElseThrow()
        .getString("message");
  }

  /** What was told of an invoice, in order. */
  private List<Row> messages(String number) {
    return cassandra
        .rows(
            "select type, sequence, message from {keyspace}.invoice"
                + " where number = ? and entry = 'event'",
            number)
        .await()
        .atMost(LIMIT)
        .stream()
        .sorted(Comparator.comparingInt(row -> row.getInt("sequence")))
        .toList();
  }

  @Test
  void anUnpaidInvoiceIsNotRefunded() {
    asTicketApp()
        .post("/invoices/{n}/refunds", issue())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:invoice-not-refundable"))
        .body("invoiceStatus", equalTo("ISSUED"));
  }

  private Outcome charge(UUID attempt, String method) {
    return gateway.charge(new Charge(attempt, AMOUNT, method)).await().atMost(LIMIT);
  }
}
