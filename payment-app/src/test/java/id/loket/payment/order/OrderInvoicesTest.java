package id.loket.payment.order;

import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.paid;
import static id.loket.payment.testing.Api.pay;
import static id.loket.payment.testing.Api.request;
import static id.loket.payment.testing.Api.status;
import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.OtherServices;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.Invoices;
import id.loket.payment.payment.HoldableGateway;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class OrderInvoicesTest {
  private final OtherServices publisher = new OtherServices();
  @Inject HoldableGateway gateway;
  @Inject Invoices invoices;

  @Test
  void anOrderIsBilledOnce() {
    UUID order = Ids.next();
    say("order.created", order);
    say("order.created", order);

    String number = awaitStatus(order, "ISSUED");
    JsonObject invoice = new JsonObject(asTicketApp().get("/invoices/{n}", number).asString());
    assertThat(invoice.getJsonObject("amount").getLong("amount")).isEqualTo(150_000);
    assertThat(invoice.getString("description")).isEqualTo("Pesanan: 2 × Kaus (Makassar)");
    assertThat(invoice.getString("orderId")).isEqualTo(order.toString());
  }

  @Test
  void anOrderThatIsOffOwesNothingWhicheverIsHeardFirst() {
    Random random = new Random(20261120);
    for (int round = 0; round < 6; round++) {
      UUID order = Ids.next();
      List<String> types =
          new ArrayList<>(List.of("order.created", "order.cancelled", "order.created"));
      Collections.shuffle(types, random);
      types.forEach(type -> say(type, order));
      awaitStatus(order, "VOID");
    }
  }

  @Test
  void whatWasPaidForAnOrderThatIsOffIsGivenBack() {
    UUID order = Ids.next();
    say("order.created", order);
    paid(awaitStatus(order, "ISSUED"));
    say("order.cancelled", order);
    awaitStatus(order, "REFUNDED");

    UUID overtaken = Ids.next();
    say("order.created", overtaken);
    pay(awaitStatus(overtaken, "ISSUED"), "simulated-success").then().statusCode(202);
    say("order.cancelled", overtaken);
    awaitStatus(overtaken, "REFUNDED");
  }

  @Test
  void onePaymentUnderWayKeepsNoOtherOrderWaiting() {
    UUID beingPaid = Ids.next();
    say("order.created", beingPaid);
    String number = awaitStatus(beingPaid, "ISSUED");
    UUID attempt = Ids.next();
    gateway.hold(attempt);
    startPayment(number, attempt);
    say("order.cancelled", beingPaid);
    UUID other = Ids.next();
    say("order.created", other);
    say("order.cancelled", other);

    awaitStatus(other, "VOID");
    assertThat(status(number)).isEqualTo("PROCESSING");

    gateway.release(attempt);
    awaitStatus(beingPaid, "REFUNDED");
  }

  @Test
  void aRefundTheGatewayDoesNotAnswerKeepsNoOtherOrderWaiting() {
    UUID paid = Ids.next();
    say("order.created", paid);
    String number = awaitStatus(paid, "ISSUED");
    UUID attempt = Ids.next();
    startPayment(number, attempt);
    awaitStatus(paid, "PAID");
    gateway.hold(attempt);
    say("order.cancelled", paid);
    UUID other = Ids.next();
    say("order.created", other);

    awaitStatus(other, "ISSUED");
    assertThat(status(number)).isEqualTo("PAID");

    gateway.release(attempt);
    awaitStatus(paid, "REFUNDED");
  }

  private void startPayment(String number, UUID attempt) {
    invoices
        .startPayment(new InvoiceNumber(number), attempt, null)
        .await()
        .atMost(Duration.ofSeconds(20));
  }

  @Test
  void aBookingInAnOrderIsPaidOnTheOrdersInvoiceAndNoMoreOnItsOwn() {
    UUID booking = Ids.next();
    String own = billed(booking);
    UUID order = Ids.next();
    say("order.created", order, booking);
    say("order.created", order, booking);

    String number = awaitStatus(order, "ISSUED");
    assertThat(status(own)).isEqualTo("VOID");
    JsonObject invoice = new JsonObject(asTicketApp().get("/invoices/{n}", number).asString());
    assertThat(invoice.getString("description"))
        .isEqualTo("Pesanan: Konser Senja · A-12, 2 × Kaus (Makassar)");
    say("order.cancelled", order, booking);
    awaitStatus(order, "VOID");
  }

  @Test
  void whatWasPaidForTheBookingAloneIsGivenBackBeforeTheOrderIsBilled() {
    UUID booking = Ids.next();
    String own = billed(booking);
    paid(own);
    UUID order = Ids.next();
    say("order.created", order, booking);
    awaitStatus(order, "ISSUED");
    assertThat(status(own)).isEqualTo("REFUNDED");

    UUID overtaken = Ids.next();
    String underWay = billed(overtaken);
    UUID other = Ids.next();
    pay(underWay, "simulated-success").then().statusCode(202);
    say("order.created", other, overtaken);
    awaitStatus(other, "ISSUED");
    assertThat(status(underWay)).isEqualTo("REFUNDED");
  }

  /** A booking's own invoice; asked for until the tables are there, which asking twice allows. */
  private static String billed(UUID booking) {
    Map<String, Object> request = request(booking);
    return eventually()
        .until(
            () -> asTicketApp().body(request).post("/invoices"),
            answer -> answer.statusCode() < 300)
        .path("number");
  }

  private void say(String type, UUID order) {
    say(type, order, null);
  }

  private void say(String type, UUID order, UUID booking) {
    JsonObject data =
        new JsonObject()
            .put("id", order.toString())
            .put("userId", new UUID(order.getMostSignificantBits(), 1).toString())
            .put("locale", "id")
            .put("status", "PLACED")
            .put(
                "items",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("store", "Makassar")
                            .put("item", "Kaus")
                            .put("quantity", 2)))
            .put("total", new JsonObject().put("amount", 150_000).put("currency", "IDR"))
            .put("payWithinSeconds", 900);
    if (booking != null) {
      data.put(
          "booking",
          new JsonObject()
              .put("id", booking.toString())
              .put("event", "Konser Senja")
              .put("seat", "A-12"));
    }
    publisher
        .publish(List.of(Event.now(type, order.toString(), data.encode())))
        .await()
        .atMost(Duration.ofSeconds(20));
  }

  private static String awaitStatus(UUID order, String status) {
    eventually().until(() -> status.equals(find(order, "status")));
    return find(order, "number");
  }

  private static String find(UUID order, String field) {
    return asTicketApp()
        .queryParam("orderId", order)
        .get("/invoices")
        .then()
        .statusCode(200)
        .extract()
        .path("items[0]." + field);
  }
}
