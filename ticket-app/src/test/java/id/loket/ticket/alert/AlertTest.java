package id.loket.ticket.alert;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.http.ContentType;
import io.vertx.mutiny.sqlclient.Row;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@TicketAppTest
class AlertTest {
  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();
  private final String email = UUID.randomUUID() + "@loket.test";

  @Test
  void aFallToZeroIsToldOnceToWhoConfirmedTheirAddress() {
    subscribe(Map.of("store", store));
    warehouse.stock(store, Map.of("Kaus", 0));
    String end = confirm();

    warehouse.stock(store, Map.of("Kaus", 1));
    warehouse.stock(store, Map.of("Kaus", 0, "Topi", 4));
    awaitAlerts("ALERT", 1);
    warehouse.stock(store, Map.of("Kaus", 0, "Topi", 3));

    Row alert = alerts("ALERT").getFirst();
    counter
        .service()
        .get("/inventory/alerts/{id}", alert.getUUID("id"))
        .then()
        .statusCode(200)
        .body("email", equalTo(email))
        .body("language", equalTo("id"))
        .body("items[0].store", equalTo(store))
        .body("items[0].item", equalTo("Kaus"))
        .body("items[0].count", equalTo(0));
    counter.admin().get("/inventory/alerts/{id}", alert.getUUID("id")).then().statusCode(403);
    await().atMost(Duration.ofSeconds(30)).until(() -> untold() == 0);
    assertThat(alerts("ALERT")).hasSize(1);

    given().get(end).then().statusCode(200).body(containsString("<form"));
    given().post(end).then().statusCode(200);
    counter.service().get("/inventory/alerts/{id}", alert.getUUID("id")).then().statusCode(404);
    warehouse.stock(store, Map.of("Kaus", 1));
    warehouse.stock(store, Map.of("Kaus", 0, "Mug", 1));
    await().atMost(Duration.ofSeconds(30)).until(() -> untold() == 0);
    assertThat(alerts("ALERT")).hasSize(1);
    assertThat(database.count("select count(*) from stock_subscription where email = $1", email))
        .isZero();
  }

  @Test
  void aThresholdIsToldWhenItIsCrossedByAnOrder() {
    warehouse.sell(store, Map.of("Kaus", 10), 1000);
    subscribe(Map.of("store", store, "item", "Kaus", "threshold", 3));
    confirm();

    order(6);
    order(1);
    awaitAlerts("ALERT", 1);
    order(2);
    order(1);
    await().atMost(Duration.ofSeconds(30)).until(() -> untold() == 0);

    assertThat(alerts("ALERT")).hasSize(1);
  }

  @Test
  void manyItemsOfOneFileAreToldInOneMail() {
    subscribe(Map.of("store", store));
    confirm();
    Map<String, Integer> empty = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      empty.put("barang-" + i, 0);
    }

    warehouse.stock(store, empty);
    awaitAlerts("DIGEST", 1);

    Row digest = alerts("DIGEST").getFirst();
    counter
        .service()
        .get("/inventory/alerts/{id}", digest.getUUID("id"))
        .then()
        .body("itemCount", equalTo(60))
        .body("items.size()", equalTo(50));
    assertThat(alerts("ALERT")).isEmpty();
  }

  @Test
  void askingAgainAndAgainSendsFewMailsAndTellsNothing() {
    for (int i = 0; i < 6; i++) {
      subscribe(Map.of("store", store));
    }
    assertThat(alerts("CONFIRMATION")).hasSize(3);
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", "not an address"))
        .post("/inventory/subscriptions")
        .then()
        .statusCode(400);
    given().get("/inventory/subscriptions/end?token=x").then().statusCode(404);
  }

  private void order(int quantity) {
    UUID user = UUID.randomUUID();
    counter
        .citizen(user)
        .body(
            Map.of(
                "userId",
                user,
                "items",
                List.of(Map.of("store", store, "item", "Kaus", "quantity", quantity))))
        .post("/orders")
        .then()
        .statusCode(201);
  }

  private void subscribe(Map<String, Object> wanted) {
    Map<String, Object> body = new HashMap<>(wanted);
    body.put("email", email);
    given()
        .contentType(ContentType.JSON)
        .header("Accept-Language", "id")
        .body(body)
        .post("/inventory/subscriptions")
        .then()
        .statusCode(202);
  }

  /** Follows the link of the mail; answers the one that ends it all. */
  private String confirm() {
    UUID alert = alerts("CONFIRMATION").getFirst().getUUID("id");
    var mail = counter.service().get("/inventory/alerts/{id}", alert).then().extract();
    String link = path(mail.path("confirmUrl"));
    given().get(link).then().statusCode(200).body(containsString("<form"));
    given().post(link).then().statusCode(200);
    return path(mail.path("endUrl"));
  }

  private static String path(String url) {
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private void awaitAlerts(String kind, int count) {
    await().atMost(Duration.ofSeconds(30)).until(() -> alerts(kind).size() >= count);
  }

  private List<Row> alerts(String kind) {
    return database.query(
        """
        select a.id from stock_alert a join stock_subscription s on s.id = a.subscription_id
        where s.store = $1 and a.kind = $2 order by a.created_at
        """,
        store,
        kind);
  }

  private long untold() {
    return database.count(
        "select count(*) from stock_fall where store = $1 and told_at is null", store);
  }
}
