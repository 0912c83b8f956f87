package id.loket.ticket.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A seat and what is ordered with it: one invoice, one end (ADR 16). */
@TicketAppTest
class OrderWithSeatTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();
  private UUID event;
  private UUID seat;

  @BeforeEach
  void aSeatAndFiveShirts() {
    event = counter.event();
    seat = counter.seat(event);
    warehouse.stock(store, Map.of("Kaus", 5));
    warehouse.price(store, "Kaus", 75_000);
  }

  @Test
  void theOrdersInvoiceHasTheSeatOnItAndPaysBoth() {
    Counter.Booked booked = counter.pending(event, seat);
    try (Broker broker = Broker.connect()) {
      String listener = broker.listen("order.*", "booking.*");

      String id = ordered(booked);

      look(booked, id)
          .then()
          .body("total.amount", equalTo(300_000))
          .body("booking.id", equalTo(booked.id().toString()))
          .body("booking.seat", equalTo("A-1"));
      booking(booked)
          .then()
          .body("status", equalTo("PENDING_PAYMENT"))
          .body("orderId", equalTo(id))
          .body("orderTotal.amount", equalTo(300_000))
          .body("price.amount", equalTo(150_000))
          .body("paymentUrl", nullValue());
      counter.awaitInvoice(booked.id(), "VOID");

      tell(broker, id, "invoice.issued", invoice(id));
      await()
          .atMost(PATIENCE)
          .until(() -> ("INV-" + id).equals(booking(booked).path("invoiceNumber")));
      tell(broker, id, "invoice.paid", invoice(id));

      awaitOrder(booked, id, "PAID");
      assertThat(counter.statusOf(booked.id())).isEqualTo("CONFIRMED");
      assertThat(counter.seatStatus(seat)).isEqualTo("BOOKED");
      counter
          .citizen(booked.user())
          .redirects()
          .follow(false)
          .get("/bookings/{id}/ticket", booked.id())
          .then()
          .statusCode(303);
      assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
      List<JsonObject> heard =
          broker.hear(
              listener,
              5,
              said ->
                  said.getString("subject").equals(id)
                      || id.equals(said.getJsonObject("data").getString("orderId")));
      assertThat(heard)
          .extracting(said -> said.getString("type"))
          .containsExactlyInAnyOrder(
              "booking.pending",
              "order.created",
              "booking.pending",
              "booking.confirmed",
              "order.paid");
      assertThat(heard)
          .filteredOn(said -> said.getString("type").equals("order.created"))
          .extracting(said -> said.getJsonObject("data").getJsonObject("booking").getString("id"))
          .containsExactly(booked.id().toString());
    }
  }

  @Test
  void aFailedPaymentGivesTheSeatToTheNextInLineAndTheItemsBack() {
    Counter.Booked booked = counter.pending(event, seat);
    Counter.Booked next = counter.queued(event, seat);
    String id = ordered(booked);
    try (Broker broker = Broker.connect()) {
      tell(broker, id, "invoice.issued", invoice(id));
      tell(broker, id, "invoice.failed", invoice(id));
      tell(broker, id, "invoice.failed", invoice(id));
    }

    awaitOrder(booked, id, "CANCELLED");
    booking(booked)
        .then()
        .body("status", equalTo("FAILED"))
        .body("reason", equalTo("payment-failed"));
    counter.awaitStatus(next.id(), "PENDING_PAYMENT");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
    await().atMost(PATIENCE).until(() -> !counter.isHeld(event, booked.id()));
  }

  @Test
  void whatNobodyPaysEndsTogetherAndOnlyTheOrdersTimeCounts() {
    Counter.Booked booked = counter.pending(event, seat);
    String id = ordered(booked);
    PaymentStandIn.issued("INV-" + id, id, Instant.now());
    try (Broker broker = Broker.connect()) {
      JsonObject due = invoice(id).put("expiresAt", Instant.now().minusSeconds(1).toString());
      tell(broker, id, "invoice.issued", due);
    }

    awaitOrder(booked, id, "CANCELLED");
    look(booked, id).then().body("reason", equalTo("payment-expired"));
    booking(booked)
        .then()
        .body("status", equalTo("EXPIRED"))
        .body("reason", equalTo("payment-expired"));
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void whoCancelsTheOrderCancelsTheSeatAndNotTheOtherWayRound() {
    Counter.Booked booked = counter.pending(event, seat);
    String id = ordered(booked);
    counter
        .cancel(booked)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-in-order"))
        .body("orderId", equalTo(id));

    cancel(booked, id).then().statusCode(200).body("status", equalTo("CANCELLED"));

    booking(booked)
        .then()
        .body("status", equalTo("CANCELLED"))
        .body("reason", equalTo("cancelled-by-user"));
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
    counter
        .cancel(booked)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-not-cancellable"));
  }

  @Test
  void aPaidOrderIsCancelledWithItsSeatAndPaymentAppGivesTheMoneyBackOnce() {
    Counter.Booked booked = counter.pending(event, seat);
    try (var picking = notPickedYet()) {
      String id = paid(booked);
      cancel(booked, id).then().statusCode(200);
    }

    assertThat(counter.statusOf(booked.id())).isEqualTo("CANCELLED");
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    assertThat(
            database.count(
                "select count(*) from obligation where booking_id = $1 and kind = 'REFUND'",
                booked.id()))
        .isZero();
  }

  @Test
  void aTicketThatWasUsedKeepsItsOrder() {
    Counter.Booked booked = counter.pending(event, seat);
    String id = paid(booked);
    database.query("update booking set checked_in_at = now() where id = $1", booked.id());

    cancel(booked, id)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:order-not-cancellable"));

    look(booked, id).then().body("status", equalTo("PAID"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
  }

  @Test
  void anEventThatIsOffEndsTheOrdersOfItsSeats() {
    Counter.Booked booked = counter.pending(event, seat);
    String id;
    try (var picking = notPickedYet()) {
      id = paid(booked);
      database.query("update event set status = 'CANCELLED' where id = $1", event);
      awaitOrder(booked, id, "CANCELLED");
    }

    look(booked, id).then().body("reason", equalTo("event-cancelled"));
    booking(booked)
        .then()
        .body("status", equalTo("CANCELLED"))
        .body("reason", equalTo("event-cancelled"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void whoPaysTheBookingsOwnInvoiceInTheLastMomentGetsThatBack() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.process(booked.invoice());
    String id = ordered(booked);
    PaymentStandIn.pay(booked.invoice());

    counter.webhook("invoice.paid", booked).then().statusCode(204);

    counter.awaitInvoice(booked.id(), "REFUNDED");
    assertThat(counter.statusOf(booked.id())).isEqualTo("PENDING_PAYMENT");
    look(booked, id).then().body("status", equalTo("PLACED"));
  }

  @Test
  void aFailedPaymentOfTheBookingsOwnInvoiceDoesNotConcernTheOrder() {
    Counter.Booked booked = counter.pending(event, seat);
    String id = ordered(booked);

    counter.webhook("invoice.failed", booked).then().statusCode(204);

    assertThat(counter.statusOf(booked.id())).isEqualTo("PENDING_PAYMENT");
    look(booked, id).then().body("status", equalTo("PLACED"));
  }

  @Test
  void whatCannotBeOrderedIsToldWhyAndChangesNothing() {
    Counter.Booked booked = counter.pending(event, seat);
    Counter.Booked waiting = counter.queued(event, seat);
    Counter.Booked other = counter.pending(event, anotherSeat("B-2"));
    Counter.Booked paid = counter.confirmed(event, anotherSeat("B-3"));
    Counter.Booked ended = counter.pending(event, anotherSeat("B-4"));
    counter.cancel(ended).then().statusCode(200);
    Counter.Booked late = counter.pending(event, anotherSeat("B-5"));
    database.query(
        "update booking set expires_at = now() + interval '1 second' where id = $1", late.id());
    await().atMost(PATIENCE).until(() -> counter.statusOf(late.id()).equals("EXPIRED"));

    problem(order(booked.user(), UUID.randomUUID(), 1), 404, "booking-not-found");
    problem(order(booked.user(), other.id(), 1), 403, "forbidden");
    problem(order(waiting.user(), waiting.id(), 1), 409, "booking-not-orderable")
        .then()
        .body("bookingStatus", equalTo("QUEUED"));
    problem(order(paid.user(), paid.id(), 1), 409, "booking-not-orderable")
        .then()
        .body("bookingStatus", equalTo("CONFIRMED"));
    problem(order(ended.user(), ended.id(), 1), 409, "booking-not-orderable");
    problem(order(late.user(), late.id(), 1), 409, "booking-not-orderable");
    problem(order(booked.user(), booked.id(), 6), 409, "out-of-stock");
    problem(order(booked.user(), "no uuid", 1), 400, "invalid-input");
    counter
        .citizen(booked.user())
        .body(Map.of("userId", booked.user(), "bookingId", booked.id(), "items", List.of()))
        .post("/orders")
        .then()
        .statusCode(400);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
    booking(booked)
        .then()
        .body("status", equalTo("PENDING_PAYMENT"))
        .body("paymentUrl", notNullValue())
        .body("orderId", nullValue());

    String id = ordered(booked);
    problem(order(booked.user(), booked.id(), 1), 409, "booking-in-order")
        .then()
        .body("orderId", equalTo(id));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
  }

  @Test
  void aSeatInAnotherCurrencyIsPaidApart() {
    Counter.Booked booked = counter.pending(event, seat);
    database.query("update stock set price_currency = 'USD' where store = $1", store);

    order(booked.user(), booked.id(), 1)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("bookingId"));

    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void ofManyOrdersForASeatAtOnceOneGetsIt() throws Exception {
    Counter.Booked booked = counter.pending(event, seat);
    List<Callable<Integer>> orders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      orders.add(() -> order(booked.user(), booked.id(), 1).statusCode());
    }
    // somebody gives it back in the same moment: then nobody gets it, or it is too late for that
    orders.add(() -> counter.cancel(booked).statusCode());

    List<Integer> answers = atOnce(orders);

    long sold = answers.subList(0, 8).stream().filter(answer -> answer == 201).count();
    boolean cancelled = answers.getLast() == 200;
    assertThat(answers).isSubsetOf(200, 201, 409);
    assertThat(sold).isEqualTo(cancelled ? 0 : 1);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5 - sold);
    assertThat(counter.statusOf(booked.id()))
        .isEqualTo(cancelled ? "CANCELLED" : "PENDING_PAYMENT");
  }

  @Test
  void theSameKeyOrdersASeatOnce() {
    Counter.Booked booked = counter.pending(event, seat);
    var request =
        counter
            .citizen(booked.user())
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .body(wanted(booked.user(), booked.id(), 1));

    String first = request.post("/orders").then().statusCode(201).extract().path("id");
    request
        .post("/orders")
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(first));

    assertThat(warehouse.count(store, "Kaus")).isEqualTo(4);
  }

  @Test
  void anyOrderAndRepetitionOfEventsEndsBothTheSame() {
    Random random = new Random(20261120);
    warehouse.sell(store, Map.of("Kaus", 100), 1000);
    UUID concert = counter.event();
    List<UUID> seats = counter.seats(concert, 12);
    List<Counter.Booked> booked = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    try (Broker broker = Broker.connect()) {
      for (int round = 0; round < 12; round++) {
        booked.add(counter.pending(concert, seats.get(round)));
        String id = order(booked.get(round).user(), booked.get(round).id(), 1).path("id");
        ids.add(id);
        String outcome = round % 2 == 0 ? "invoice.paid" : "invoice.failed";
        List<String> types =
            new ArrayList<>(List.of("invoice.issued", outcome, "forecast.updated"));
        types.addAll(List.copyOf(types).subList(0, random.nextInt(types.size())));
        Collections.shuffle(types, random);
        Map<String, UUID> eventIds = new HashMap<>();
        for (String type : types) {
          UUID eventId = eventIds.computeIfAbsent(type, each -> UUID.randomUUID());
          broker.say(eventId, type, id, invoice(id));
        }
      }
    }

    for (int round = 0; round < ids.size(); round++) {
      boolean pays = round % 2 == 0;
      awaitOrder(booked.get(round), ids.get(round), pays ? "PAID" : "CANCELLED");
      assertThat(counter.statusOf(booked.get(round).id())).isEqualTo(pays ? "CONFIRMED" : "FAILED");
      assertThat(counter.seatStatus(seats.get(round))).isEqualTo(pays ? "BOOKED" : "OPEN");
      if (pays) {
        booking(booked.get(round)).then().body("invoiceNumber", equalTo("INV-" + ids.get(round)));
      }
    }
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(94);
  }

  @Test
  void anEventThatIsOffGivesTheMoneyBackButNotWhatHasLeft() {
    Counter.Booked booked = counter.pending(event, seat);
    String id = paid(booked);
    await().atMost(PATIENCE).until(() -> look(booked, id).path("time_fulfilment_service") != null);

    JsonObject off;
    try (Broker broker = Broker.connect()) {
      String listener = broker.listen("order.cancelled");
      database.query("update event set status = 'CANCELLED' where id = $1", event);
      off = broker.hear(listener, 1, said -> said.getString("subject").equals(id)).getFirst();
    }

    awaitOrder(booked, id, "CANCELLED");
    assertThat(counter.statusOf(booked.id())).isEqualTo("CANCELLED");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
    awaitTakenIn("ticket-app.fulfilment", off.getString("id"));
    assertThat(
            database.count(
                "select count(*) from fulfilment where order_id = $1 and status = 'PICKED'",
                UUID.fromString(id)))
        .isEqualTo(1);
    assertThat(off.getJsonObject("data").getBoolean("shipped")).isTrue();
  }

  private void awaitTakenIn(String consumer, String eventId) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                database.count(
                        "select count(*) from inbox where consumer = $1 and event_id = $2",
                        consumer,
                        eventId)
                    == 1);
  }

  /** Nothing is picked until this is closed. */
  private Database.Held notPickedYet() {
    return database.hold("lock table fulfilment in exclusive mode");
  }

  private UUID anotherSeat(String label) {
    Map<String, Object> wanted =
        Map.of("label", label, "price", Map.of("amount", 150_000, "currency", "IDR"));
    return UUID.fromString(
        counter
            .organiser()
            .body(Map.of("seats", List.of(wanted)))
            .post("/events/{id}/seats", event)
            .then()
            .statusCode(201)
            .extract()
            .path("items[0].id"));
  }

  /** Two shirts ordered with a seat. */
  private String ordered(Counter.Booked booked) {
    return order(booked.user(), booked.id(), 2).then().statusCode(201).extract().path("id");
  }

  private String paid(Counter.Booked booked) {
    return paid(booked, ordered(booked));
  }

  private String paid(Counter.Booked booked, String id) {
    try (Broker broker = Broker.connect()) {
      tell(broker, id, "invoice.issued", invoice(id));
      tell(broker, id, "invoice.paid", invoice(id));
    }
    awaitOrder(booked, id, "PAID");
    return id;
  }

  private Response order(UUID user, Object booking, int quantity) {
    return counter.citizen(user).body(wanted(user, booking, quantity)).post("/orders");
  }

  private Map<String, Object> wanted(UUID user, Object booking, int quantity) {
    return Map.of(
        "userId",
        user,
        "bookingId",
        booking,
        "items",
        List.of(Map.of("store", store, "item", "Kaus", "quantity", quantity)));
  }

  private static Response problem(Response response, int status, String type) {
    response.then().statusCode(status).body("type", equalTo("urn:loket:problem:" + type));
    return response;
  }

  private Response look(Counter.Booked booked, String id) {
    return counter.citizen(booked.user()).get("/orders/{id}", id);
  }

  private Response cancel(Counter.Booked booked, String id) {
    return counter.citizen(booked.user()).delete("/orders/{id}", id);
  }

  private Response booking(Counter.Booked booked) {
    return counter.citizen(booked.user()).get("/bookings/{id}", booked.id());
  }

  private void awaitOrder(Counter.Booked booked, String id, String status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> look(booked, id).path("status"), status::equals);
  }

  private static void tell(Broker broker, String id, String type, JsonObject data) {
    broker.say(UUID.randomUUID(), type, id, data);
  }

  private static JsonObject invoice(String id) {
    return new JsonObject()
        .put("orderId", id)
        .put("invoiceNumber", "INV-" + id)
        .put("paymentUrl", "http://127.0.0.1/pay/INV-" + id)
        .put("expiresAt", Instant.now().plus(Duration.ofMinutes(15)).toString());
  }

  private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    try (var threads = Executors.newFixedThreadPool(work.size())) {
      List<T> answers = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(work)) {
        answers.add(each.get());
      }
      return answers;
    }
  }
}
