package id.loket.ticket.order;

import static io.restassured.RestAssured.given;
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
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@TicketAppTest
class OrderTest {
  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();
  private final UUID user = UUID.randomUUID();

  @Test
  void anOrderTakesItsItemsAndEveryoneWhoListensIsTold() {
    warehouse.stock(store, Map.of("Kaus", 5, "Topi", 2));
    warehouse.price(store, "Kaus", 75_000);
    warehouse.price(store, "Topi", 0);
    try (Broker broker = Broker.connect()) {
      String sixth = broker.listen("order.created", "fulfilment.completed", "stock.depleted");

      Response placed = order(Map.of("Kaus", 3, "Topi", 2));

      placed
          .then()
          .statusCode(201)
          .header("Location", notNullValue())
          .body("status", equalTo("order_created"));
      String id = placed.path("id");
      assertThat(warehouse.count(store, "Kaus")).isEqualTo(2);
      assertThat(warehouse.count(store, "Topi")).isZero();
      List<JsonObject> heard =
          broker.hear(
              sixth,
              3,
              said -> said.getString("subject").equals(id) || said.encode().contains(store));
      assertThat(heard)
          .extracting(said -> said.getString("type"))
          .containsExactlyInAnyOrder("order.created", "fulfilment.completed", "stock.depleted");
      JsonObject created =
          heard.stream()
              .filter(said -> said.getString("type").equals("order.created"))
              .findFirst()
              .orElseThrow()
              .getJsonObject("data");
      assertThat(created.getJsonObject("total").getLong("amount")).isEqualTo(225_000);
      assertThat(created.getString("userId")).isEqualTo(user.toString());
    }
  }

  @Test
  void theTimelineIsPutTogetherFromWhatTheOthersTell() {
    String id = priced();
    look(id)
        .then()
        .body("status", equalTo("PLACED"))
        .body("time_order_service", notNullValue())
        .body("time_invoice_service", nullValue());

    try (Broker broker = Broker.connect()) {
      tell(broker, id, "invoice.issued", invoice(id));
      tell(broker, id, "forecast.updated", part(id));
      tell(broker, id, "delivery.arranged", part(id));
      tell(broker, id, "invoice.paid", invoice(id));
    }

    awaitStatus(id, "PAID");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> look(id).path("time_fulfilment_service") != null);
    look(id)
        .then()
        .body("invoiceNumber", equalTo("INV-" + id))
        .body("time_invoice_service", notNullValue())
        .body("time_forecasting_service", notNullValue())
        .body("time_logistic_service", notNullValue())
        .body("steps.state", equalTo(List.of("DONE", "DONE", "DONE", "DONE")));
  }

  @Test
  void aFailedPaymentGivesTheItemsBack() {
    String id = priced();
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
    try (Broker broker = Broker.connect()) {
      String listener = broker.listen("order.cancelled");
      tell(broker, id, "invoice.issued", invoice(id));
      tell(broker, id, "invoice.failed", invoice(id));
      tell(broker, id, "invoice.failed", invoice(id));
      broker.hear(listener, 1, said -> said.getString("subject").equals(id));
    }

    look(id).then().body("status", equalTo("CANCELLED")).body("reason", equalTo("payment-failed"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
    awaitFulfilment(id, "RETURNED");
  }

  @Test
  void anOrderNobodyPaysEndsAndItsItemsAreBack() {
    String id = priced();
    PaymentStandIn.issued("INV-" + id, id, Instant.now());
    try (Broker broker = Broker.connect()) {
      JsonObject due = invoice(id).put("expiresAt", Instant.now().minusSeconds(1).toString());
      tell(broker, id, "invoice.issued", due);
    }

    awaitStatus(id, "CANCELLED");
    look(id).then().body("reason", equalTo("payment-expired"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void whoCancelsGivesTheItemsBackOnce() throws Exception {
    String id = priced();
    List<Integer> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(6)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        all.add(
            threads.submit(() -> counter.citizen(user).delete("/orders/{id}", id).statusCode()));
      }
      for (Future<Integer> one : all) {
        answers.add(one.get());
      }
    }

    assertThat(answers).containsOnlyOnce(200);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
    counter
        .citizen(user)
        .delete("/orders/{id}", id)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:order-not-cancellable"));
    counter.citizen(UUID.randomUUID()).get("/orders/{id}", id).then().statusCode(403);
  }

  @Test
  void ofManyAtOnceNobodyGetsMoreThanThereIs() throws Exception {
    warehouse.sell(store, Map.of("Kaus", 10, "Topi", 100), 1000);
    List<Integer> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(12)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        // half of them name the items the other way round: no two may wait for each other
        List<Map<String, Object>> items =
            new ArrayList<>(List.of(item("Kaus", 1), item("Topi", 1)));
        if (i % 2 == 0) {
          Collections.reverse(items);
        }
        all.add(threads.submit(() -> order(items).statusCode()));
      }
      for (Future<Integer> one : all) {
        answers.add(one.get());
      }
    }

    assertThat(answers).containsOnly(201, 409);
    assertThat(answers.stream().filter(answer -> answer == 201)).hasSize(10);
    assertThat(warehouse.count(store, "Kaus")).isZero();
    assertThat(warehouse.count(store, "Topi")).isEqualTo(90);
    assertThat(
            database.count("select count(*) from stock_fall where store = $1 and after = 0", store))
        .isEqualTo(1);
  }

  @Test
  void ordersAndFilesAtOnceNeverMakeStockNegative() throws Exception {
    warehouse.sell(store, Map.of("Kaus", 30), 1000);
    long refused = 0;
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> orders = new ArrayList<>();
      List<Future<JsonPath>> files = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        orders.add(threads.submit(() -> order(Map.of("Kaus", 2)).statusCode()));
        String file = "store,item,count\n%1$s,Kaus,-4\n%1$s,x%2$d,1\n".formatted(store, i);
        if (i % 5 == 0) {
          files.add(threads.submit(() -> warehouse.load("?mode=delta", file)));
        }
      }
      for (Future<?> order : orders) {
        order.get();
      }
      for (Future<JsonPath> file : files) {
        refused += 2 - file.get().getLong("rowsLoaded");
      }
    }

    long ordered =
        database.count(
            "select coalesce(sum(quantity), 0)::bigint from order_item where store = $1", store);
    long onHand = 30 - 4 * (4 - refused);
    assertThat(onHand).isNotNegative();
    assertThat(
            database.count(
                "select count(*) from stock where store = $1 and on_hand = $2 and reserved = $3",
                store,
                onHand,
                ordered))
        .isEqualTo(1);
    assertThat(ordered).isLessThanOrEqualTo(30);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(Math.max(0, onHand - ordered));
  }

  @Test
  void badOrdersAreToldWhyAndChangeNothing() {
    warehouse.stock(store, Map.of("Kaus", 5));
    order(Map.of("Kaus", 6))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:out-of-stock"))
        .body("items[0].left", equalTo(5))
        .body("items[0].wanted", equalTo(6));
    order(Map.of("Kaus", 1, "Nothing", 1))
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:item-unknown"))
        .body("items[0].item", equalTo("Nothing"));
    order(Map.of("Kaus", 0)).then().statusCode(400).body("errors[0].field", notNullValue());
    order(Map.of("Kaus", 10_001)).then().statusCode(400);
    order(List.of()).then().statusCode(400);
    order(List.of(item("Kaus", 1), item("Kaus", 1)))
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("items[1]"));
    given().get("/orders").then().statusCode(401);
    counter
        .citizen(UUID.randomUUID())
        .body(Map.of("userId", user, "items", List.of(item("Kaus", 1))))
        .post("/orders")
        .then()
        .statusCode(403);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
  }

  @Test
  void theSameKeyOrdersOnce() {
    warehouse.sell(store, Map.of("Kaus", 5), 1000);
    String key = UUID.randomUUID().toString();
    var request =
        counter
            .citizen(user)
            .header("Idempotency-Key", key)
            .body(Map.of("userId", user, "items", List.of(item("Kaus", 1))));

    String first = request.post("/orders").then().statusCode(201).extract().path("id");
    request
        .post("/orders")
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(first));

    assertThat(warehouse.count(store, "Kaus")).isEqualTo(4);
    counter
        .citizen(user)
        .header("Idempotency-Key", key)
        .body(Map.of("userId", user, "items", List.of(item("Kaus", 2))))
        .post("/orders")
        .then()
        .statusCode(422);
  }

  @Test
  void anyOrderAndRepetitionOfEventsEndsTheSame() {
    Random random = new Random(20261120);
    warehouse.stock(store, Map.of("Kaus", 100));
    warehouse.price(store, "Kaus", 1000);
    List<String> ids = new ArrayList<>();
    try (Broker broker = Broker.connect()) {
      for (int round = 0; round < 12; round++) {
        String id = order(Map.of("Kaus", 1)).path("id");
        ids.add(id);
        String outcome = round % 2 == 0 ? "invoice.paid" : "invoice.failed";
        List<String> types =
            new ArrayList<>(
                List.of(
                    "invoice.issued",
                    outcome,
                    "forecast.updated",
                    "delivery.arranged",
                    "fulfilment.completed"));
        types.addAll(List.copyOf(types).subList(0, random.nextInt(types.size())));
        Collections.shuffle(types, random);
        Map<String, UUID> eventIds = new java.util.HashMap<>();
        for (String type : types) {
          UUID eventId = eventIds.computeIfAbsent(type, each -> UUID.randomUUID());
          broker.say(eventId, type, id, invoice(id));
        }
      }
    }

    for (int round = 0; round < ids.size(); round++) {
      String id = ids.get(round);
      awaitStatus(id, round % 2 == 0 ? "PAID" : "CANCELLED");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !look(id).<List<String>>path("steps.state").contains("WAITING"));
      assertThat(look(id).<List<String>>path("steps.state")).containsOnly("DONE");
      assertThat(look(id).<Integer>path("version")).isEqualTo(2);
    }
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(94);
  }

  @Test
  void pickingEndsTheSameWhateverIsHeardFirst() {
    UUID before = UUID.randomUUID();
    UUID after = UUID.randomUUID();
    try (Broker broker = Broker.connect()) {
      broker.say(UUID.randomUUID(), "order.cancelled", before.toString(), placed(before));
      broker.say(UUID.randomUUID(), "order.created", before.toString(), placed(before));
      broker.say(UUID.randomUUID(), "order.created", after.toString(), placed(after));
      broker.say(UUID.randomUUID(), "order.cancelled", after.toString(), placed(after));
    }
    awaitFulfilment(before.toString(), "RETURNED");
    awaitFulfilment(after.toString(), "RETURNED");
  }

  @Test
  void aMessageNobodyUnderstandsDiesAloneAndTheRestGoesOn() {
    String id = priced();
    try (Broker broker = Broker.connect()) {
      long dead = broker.waiting("ticket-app.orders.dead");
      broker.say("forecast.updated", "{\"no\": \"event\"}");
      tell(broker, id, "forecast.updated", part(id));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> look(id).path("time_forecasting_service") != null);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> broker.waiting("ticket-app.orders.dead") == dead + 1);
    }
  }

  @Test
  void aStepThatIsLateRaisesOneAlarm() {
    String id = priced();
    try (Broker broker = Broker.connect()) {
      String listener = broker.listen("order.step_late");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> look(id).path("time_fulfilment_service") != null);
      database.query(
          "update shop_order set created_at = now() - interval '2 minutes' where id = $1",
          UUID.fromString(id));

      List<JsonObject> alarms =
          broker.hear(listener, 3, said -> said.getString("subject").equals(id));

      assertThat(alarms)
          .extracting(alarm -> alarm.getJsonObject("data").getString("step"))
          .containsExactlyInAnyOrder("INVOICE", "FORECASTING", "LOGISTIC");
      assertThat(look(id).<List<String>>path("steps.state")).contains("LATE");
      tell(broker, id, "delivery.arranged", part(id));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> look(id).path("time_logistic_service") != null);
    }
  }

  @Test
  void whatCostsNothingNeedsNoPayment() {
    warehouse.sell(store, Map.of("Kaus", 1), 0);
    String id = order(Map.of("Kaus", 1)).path("id");
    look(id).then().body("status", equalTo("PAID")).body("total.amount", equalTo(0));
    counter.citizen(user).get("/orders").then().statusCode(200).body("items[0].id", equalTo(id));
  }

  /** An order of two shirts out of five that waits to be paid. */
  private String priced() {
    warehouse.stock(store, Map.of("Kaus", 5));
    warehouse.price(store, "Kaus", 75_000);
    return order(Map.of("Kaus", 2)).then().statusCode(201).extract().path("id");
  }

  private Response order(Map<String, Integer> items) {
    return order(
        items.entrySet().stream().map(each -> item(each.getKey(), each.getValue())).toList());
  }

  private Response order(List<Map<String, Object>> items) {
    return counter.citizen(user).body(Map.of("userId", user, "items", items)).post("/orders");
  }

  private Map<String, Object> item(String name, int quantity) {
    return Map.of("store", store, "item", name, "quantity", quantity);
  }

  private Response look(String id) {
    return counter.citizen(user).get("/orders/{id}", id);
  }

  private void awaitStatus(String id, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> look(id).path("status"), status::equals);
  }

  private void awaitFulfilment(String id, String status) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                database.count(
                        "select count(*) from fulfilment where order_id = $1 and status = $2",
                        UUID.fromString(id),
                        status)
                    == 1);
  }

  private static void tell(Broker broker, String id, String type, JsonObject data) {
    broker.say(UUID.randomUUID(), type, id, data);
  }

  private static JsonObject part(String id) {
    return new JsonObject().put("orderId", id);
  }

  private static JsonObject invoice(String id) {
    return part(id)
        .put("invoiceNumber", "INV-" + id)
        .put("paymentUrl", "http://127.0.0.1/pay/INV-" + id)
        .put("expiresAt", Instant.now().plus(Duration.ofMinutes(15)).toString());
  }

  private JsonObject placed(UUID id) {
    return new JsonObject()
        .put("id", id.toString())
        .put("userId", user.toString())
        .put("locale", "id")
        .put(
            "items",
            new io.vertx.core.json.JsonArray()
                .add(new JsonObject().put("store", store).put("item", "Kaus").put("quantity", 1)));
  }
}
