package id.loket.ticket.inventory;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Broker;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** On hand, reserved, available: three numbers, and the movements that make them up (I10). */
@TicketAppTest
class StockLevelsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String HEADER = "store,item,count\n";

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();
  private final UUID user = UUID.randomUUID();

  @Test
  void anOrderReservesAndWhatIsDeliveredLeavesTheShelf() {
    warehouse.sell(store, Map.of("Kaus", 10), 75_000);
    String cancelled = order("Kaus", 4);
    String delivered = order("Kaus", 3);
    assertLevels("Kaus", 10, 7, 3);

    counter.citizen(user).delete("/orders/{id}", cancelled).then().statusCode(200);
    assertLevels("Kaus", 10, 3, 7);
    try (Broker broker = Broker.connect()) {
      tell(broker, delivered, "invoice.issued");
      tell(broker, delivered, "invoice.paid");
      awaitLevels("Kaus", 7, 0, 7);
      // told again, as new messages: what has left has left once
      tell(broker, delivered, "fulfilment.completed");
      tell(broker, delivered, "invoice.paid");
      String later = order("Kaus", 1);
      awaitPicked(later);
      tell(broker, later, "invoice.issued");
      tell(broker, later, "invoice.paid");
    }
    awaitLevels("Kaus", 6, 0, 6);

    assertThat(kinds("Kaus"))
        .containsExactly(
            "SHIPPED", "RESERVED", "SHIPPED", "RELEASED", "RESERVED", "RESERVED", "COUNTED");
    assertLedger();
  }

  @Test
  void aFileCountsTheShelfAndAnOrderThatEndsAddsNothingToIt() {
    warehouse.sell(store, Map.of("Kaus", 5), 75_000);
    String id = order("Kaus", 2);

    warehouse.stock(store, Map.of("Kaus", 5));
    assertLevels("Kaus", 5, 2, 3);
    counter.citizen(user).delete("/orders/{id}", id).then().statusCode(200);

    assertLevels("Kaus", 5, 0, 5);
    warehouse.load("?mode=delta", HEADER + store + ",Kaus,-2\n");
    assertLevels("Kaus", 3, 0, 3);
    assertLedger();
  }

  @Test
  void aCountBelowWhatIsReservedIsLoadedAndSaysSo() {
    warehouse.sell(store, Map.of("Kaus", 5), 75_000);
    String one = order("Kaus", 3);
    String other = order("Kaus", 2);

    JsonPath loaded = warehouse.load("?strict=true", HEADER + store + ",Kaus,3\n");

    assertThat(loaded.getString("status")).isEqualTo("DONE");
    assertThat(loaded.getInt("rowsLoaded")).isEqualTo(1);
    assertThat(loaded.getInt("rowsShort")).isEqualTo(1);
    assertThat(loaded.getInt("rowsBad")).isZero();
    assertThat(loaded.getString("errors[0].reason")).contains("5");
    assertLevels("Kaus", 3, 5, 0);
    place("Kaus", 1).then().statusCode(409);

    // Both leave although the shelf was said to hold less: it is empty then, not less than that.
    try (Broker broker = Broker.connect()) {
      for (String id : List.of(one, other)) {
        tell(broker, id, "invoice.issued");
        tell(broker, id, "invoice.paid");
      }
      awaitLevels("Kaus", 0, 0, 0);
    }
    assertLedger();
  }

  @Test
  void aFallIsOfWhatCanBeOrdered() {
    warehouse.sell(store, Map.of("Kaus", 5), 75_000);
    order("Kaus", 5);
    assertThat(falls("Kaus")).isEqualTo(1);

    warehouse.stock(store, Map.of("Kaus", 4));
    warehouse.stock(store, Map.of("Kaus", 0));
    assertThat(falls("Kaus")).isEqualTo(1);
    warehouse.stock(store, Map.of("Kaus", 6));
    assertLevels("Kaus", 6, 5, 1);
    warehouse.stock(store, Map.of("Kaus", 5));
    assertThat(falls("Kaus")).isEqualTo(2);
    assertThat(database.count("select sum(falls)::bigint from stock where store = $1", store))
        .isEqualTo(2);
  }

  @Test
  void movementsAreOnlyEverAdded() {
    warehouse.stock(store, Map.of("Kaus", 5));
    String ours = "stock_id in (select id from stock where store = $1)";
    assertThatThrownBy(
            () -> database.query("update stock_movement set on_hand = 6 where " + ours, store))
        .hasMessageContaining("only ever added");
    assertThatThrownBy(() -> database.query("delete from stock_movement where " + ours, store))
        .hasMessageContaining("only ever added");
    assertThatThrownBy(() -> database.query("truncate stock_movement"))
        .hasMessageContaining("only ever added");
  }

  @Test
  void anItemWithoutAPriceIsNotSoldAndAPriceOfNothingIsSaid() {
    warehouse.stock(store, Map.of("Kaus", 5, "Stiker", 5));
    warehouse.price(store, "Stiker", 0);

    counter
        .citizen(user)
        .body(
            Map.of(
                "userId",
                user,
                "items",
                List.of(
                    Map.of("store", store, "item", "Kaus", "quantity", 1),
                    Map.of("store", store, "item", "Stiker", "quantity", 1))))
        .post("/orders")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:item-not-priced"))
        .body("items.item", equalTo(List.of("Kaus")));
    assertLevels("Stiker", 5, 0, 5);
    place("Stiker", 1).then().statusCode(201);
    given()
        .queryParam("store", store)
        .get("/inventory")
        .then()
        .body("items[0].price", equalTo(null))
        .body("items[1].price.amount", equalTo(0));
  }

  private String order(String item, int quantity) {
    return place(item, quantity).then().statusCode(201).extract().path("id");
  }

  private Response place(String item, int quantity) {
    return counter
        .citizen(user)
        .body(
            Map.of(
                "userId",
                user,
                "items",
                List.of(Map.of("store", store, "item", item, "quantity", quantity))))
        .post("/orders");
  }

  private static void tell(Broker broker, String id, String type) {
    broker.say(
        UUID.randomUUID(),
        type,
        id,
        new JsonObject()
            .put("orderId", id)
            .put("invoiceNumber", "INV-" + id)
            .put("paymentUrl", "http://127.0.0.1/pay/INV-" + id)
            .put("expiresAt", Instant.now().plus(Duration.ofMinutes(15)).toString()));
  }

  private void awaitPicked(String id) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                counter.citizen(user).get("/orders/{id}", id).path("time_fulfilment_service")
                    != null);
  }

  private void awaitLevels(String item, long onHand, long reserved, long available) {
    await().atMost(PATIENCE).untilAsserted(() -> assertLevels(item, onHand, reserved, available));
  }

  private void assertLevels(String item, long onHand, long reserved, long available) {
    JsonPath found =
        given().queryParam("store", store).queryParam("item", item).get("/inventory").jsonPath();
    assertThat(
            List.of(
                found.getLong("items[0].onHand"),
                found.getLong("items[0].reserved"),
                found.getLong("items[0].available"),
                found.getLong("items[0].count")))
        .containsExactly(onHand, reserved, available, available);
  }

  private List<String> kinds(String item) {
    return counter
        .organiser()
        .queryParam("store", store)
        .queryParam("item", item)
        .get("/inventory/movements")
        .then()
        .statusCode(200)
        .extract()
        .path("items.kind");
  }

  /** The movements of this store's items are its stock. */
  private void assertLedger() {
    assertThat(
            database.count(
                """
                select count(*) from stock s
                left join (
                  select stock_id, sum(on_hand) as on_hand, sum(reserved) as reserved
                  from stock_movement group by stock_id) m on m.stock_id = s.id
                where s.store = $1
                  and (s.on_hand, s.reserved) is distinct from (m.on_hand, m.reserved)
                """,
                store))
        .isZero();
  }

  private long falls(String item) {
    return database.count(
        "select count(*) from stock_fall where store = $1 and item = $2 and after = 0",
        store,
        item);
  }
}
