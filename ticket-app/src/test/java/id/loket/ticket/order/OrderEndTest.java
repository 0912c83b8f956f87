package id.loket.ticket.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import id.loket.ticket.testing.Broker;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How orders end: asked before, never after they are delivered, and always some time. */
@TicketAppTest
class OrderEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();
  private final UUID user = UUID.randomUUID();

  @AfterEach
  void restore() {
    PaymentStandIn.setAway(false);
  }

  @Test
  void whatWasPaidInTimeIsPaidThoughTheEventIsLate() {
    String id = billed(Instant.now().plusSeconds(2));
    PaymentStandIn.pay("INV-" + id);

    awaitStatus(id, "PAID");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
  }

  @Test
  void whileAPaymentIsUnderWayItIsWaitedFor() {
    String id = billed(Instant.now().minusSeconds(1), "PROCESSING");

    awaitThat(() -> PaymentStandIn.timesVoided("INV-" + id) >= 2);
    look(id).then().body("status", equalTo("PLACED"));
    PaymentStandIn.refuse("INV-" + id);

    awaitStatus(id, "CANCELLED");
    look(id).then().body("reason", equalTo("payment-failed"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void withoutAnAnswerItsItemsStayTakenAndAPersonIsCalled() {
    PaymentStandIn.setAway(true);
    String id = billed(Instant.now().minus(Duration.ofMinutes(11)));

    awaitThat(() -> look(id).path("unsettledSince") != null);
    look(id).then().body("status", equalTo("PLACED"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);

    PaymentStandIn.setAway(false);
    awaitStatus(id, "CANCELLED");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void oneOrderThatCannotEndHoldsUpNoOther() {
    String stuck = billed(Instant.now().minusSeconds(30));
    // poison: its event cannot be written
    database.query(
        "update shop_order set locale = 'xx-nonsense' where id = $1", UUID.fromString(stuck));
    String other = billed(Instant.now().minusSeconds(1));

    awaitStatus(other, "CANCELLED");
    database.query("update shop_order set locale = 'id' where id = $1", UUID.fromString(stuck));
    awaitStatus(stuck, "CANCELLED");
  }

  @Test
  void anOrderNobodyBillsEndsAndItsItemsAreBack() {
    String id = placed();

    database.query(
        "update shop_order set ask_at = now() - interval '1 second' where id = $1",
        UUID.fromString(id));

    awaitStatus(id, "CANCELLED");
    look(id).then().body("reason", equalTo("payment-unavailable"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void anInvoiceNobodyToldOfIsFoundBeforeAnOrderEnds() {
    String id = placed();
    PaymentStandIn.issued("INV-" + id, id, Instant.now().plusSeconds(900));

    database.query(
        "update shop_order set ask_at = now() - interval '1 second' where id = $1",
        UUID.fromString(id));

    awaitThat(() -> ("INV-" + id).equals(look(id).path("invoiceNumber")));
    look(id).then().body("status", equalTo("PLACED")).body("paymentUrl", notNullValue());
  }

  @Test
  void whatIsOnItsWayIsNotCalledOff() {
    String id = delivered();

    counter
        .citizen(user)
        .delete("/orders/{id}", id)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:order-not-cancellable"));

    look(id).then().body("status", equalTo("PAID"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
  }

  @Test
  void aRefundedOrderIsOffAndItsItemsAreBackUnlessTheyAreDelivered() {
    String onItsWay = delivered();
    String waiting = billed(Instant.now().plusSeconds(900));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
    try (Broker broker = Broker.connect()) {
      for (String id : List.of(onItsWay, waiting)) {
        broker.say(UUID.randomUUID(), "invoice.refunded", id, invoice(id, Instant.now()));
      }
    }

    awaitStatus(waiting, "CANCELLED");
    look(waiting).then().body("reason", equalTo("refunded"));
    awaitThat(() -> look(onItsWay).path("refundedAt") != null);
    look(onItsWay).then().body("status", equalTo("PAID"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  private String placed() {
    warehouse.stock(store, Map.of("Kaus", 5));
    warehouse.price(store, "Kaus", 75_000);
    return counter
        .citizen(user)
        .body(
            Map.of(
                "userId",
                user,
                "items",
                List.of(Map.of("store", store, "item", "Kaus", "quantity", 2))))
        .post("/orders")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private String billed(Instant until) {
    return billed(until, "ISSUED");
  }

  private String billed(Instant until, String status) {
    String id = placed();
    PaymentStandIn.issued("INV-" + id, id, until);
    if (status.equals("PROCESSING")) {
      PaymentStandIn.process("INV-" + id);
    }
    try (Broker broker = Broker.connect()) {
      broker.say(UUID.randomUUID(), "invoice.issued", id, invoice(id, until));
    }
    awaitThat(() -> look(id).path("time_invoice_service") != null);
    return id;
  }

  /** A paid order whose items were picked. */
  private String delivered() {
    String id = billed(Instant.now().plusSeconds(900));
    PaymentStandIn.pay("INV-" + id);
    try (Broker broker = Broker.connect()) {
      broker.say(UUID.randomUUID(), "invoice.paid", id, invoice(id, Instant.now()));
    }
    awaitStatus(id, "PAID");
    awaitThat(() -> look(id).path("time_fulfilment_service") != null);
    return id;
  }

  private static JsonObject invoice(String id, Instant until) {
    return new JsonObject()
        .put("orderId", id)
        .put("invoiceNumber", "INV-" + id)
        .put("paymentUrl", "http://127.0.0.1/pay/INV-" + id)
        .put("expiresAt", until.toString());
  }

  private Response look(String id) {
    return counter.citizen(user).get("/orders/{id}", id);
  }

  private void awaitStatus(String id, String status) {
    awaitThat(() -> status.equals(look(id).path("status")));
  }

  private static void awaitThat(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
