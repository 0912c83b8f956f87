package id.loket.report.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.kit.event.Event;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.OtherServices;
import id.loket.kit.testing.TestTokens;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@ReportAppTest
class DemandTest {
  private final OtherServices publisher = new OtherServices();

  private final City city = new City();
  private final Database database = new Database();
  private final String store = "Toko " + UUID.randomUUID();

  @Test
  void anyOrderAndRepetitionOfEventsAddsUpTheSame() {
    Random random = new Random(20261120);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      UUID order = UUID.randomUUID();
      Event created = event("order.created", order, 3);
      events.add(created);
      events.add(created);
      if (i % 4 == 0) {
        Event cancelled = event("order.cancelled", order, 3);
        events.add(cancelled);
        events.add(cancelled);
      }
    }
    Collections.shuffle(events, random);

    publisher.publish(events).await().atMost(Duration.ofSeconds(20));

    await().atMost(Duration.ofSeconds(30)).until(() -> ordered() == 15 * 3 && cancelled() >= 5);
    city.admin()
        .queryParam("store", store)
        .get("/forecasts/items")
        .then()
        .statusCode(200)
        .body("items[0].item", org.hamcrest.Matchers.equalTo("Kaus"))
        .body("items[0].ordered", org.hamcrest.Matchers.equalTo(45))
        .body("items[0].days", org.hamcrest.Matchers.equalTo(7));
    city.admin().get("/forecasts/items").then().statusCode(400);
  }

  @Test
  void aForecastIsForTheStoresOrganiserAndAdministrators() {
    UUID owner = UUID.randomUUID();
    UUID former = UUID.randomUUID();
    publisher
        .publish(
            List.of(
                ownedEvent(owner, Instant.now()),
                ownedEvent(former, Instant.now().minusSeconds(60))))
        .await()
        .atMost(Duration.ofSeconds(20));
    await().atMost(Duration.ofSeconds(30)).until(() -> ordered() == 2);

    forecastFor("organiser", owner).statusCode(200);
    forecastFor("organiser", former).statusCode(403);
    forecastFor("organiser", UUID.randomUUID()).statusCode(403);
    forecastFor("officer", owner).statusCode(403);
    city.admin().queryParam("store", store).get("/forecasts/items").then().statusCode(200);
    City.request(new TestTokens(LocalStackResource.stack()).user(owner, "organiser"))
        .queryParam("store", "a store nobody ordered at")
        .get("/forecasts/items")
        .then()
        .statusCode(403);
  }

  private ValidatableResponse forecastFor(String role, UUID user) {
    return City.request(new TestTokens(LocalStackResource.stack()).user(user, role))
        .queryParam("store", store)
        .get("/forecasts/items")
        .then();
  }

  private Event ownedEvent(UUID organiser, Instant at) {
    UUID order = UUID.randomUUID();
    JsonObject data =
        new JsonObject()
            .put("id", order.toString())
            .put("createdAt", at.toString())
            .put(
                "stores",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("store", store)
                            .put("organiserId", organiser.toString())))
            .put(
                "items",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("store", store)
                            .put("item", "Kaus")
                            .put("quantity", 1)));
    return Event.now("order.created", order.toString(), data.encode());
  }

  @Test
  void theServiceSaysThatItHasDoneItsPart() {
    UUID order = UUID.randomUUID();
    publisher
        .publish(List.of(event("order.created", order, 1)))
        .await()
        .atMost(Duration.ofSeconds(20));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                database.count(
                        "select count(*) from demand_order where order_id = $1 and status ="
                            + " 'COUNTED'",
                        order)
                    == 1);
    assertThat(ordered()).isEqualTo(1);
  }

  @Test
  void whatHadLeftWasWantedThoughItsOrderIsOff() {
    UUID left = UUID.randomUUID();
    UUID stayed = UUID.randomUUID();
    publisher
        .publish(
            List.of(
                event("order.created", left, 4),
                event("order.created", stayed, 1),
                event("order.cancelled", left, 4, true),
                event("order.cancelled", stayed, 1)))
        .await()
        .atMost(Duration.ofSeconds(20));

    await().atMost(Duration.ofSeconds(30)).until(() -> status(stayed).equals("CANCELLED"));
    await().atMost(Duration.ofSeconds(30)).until(() -> status(left).equals("COUNTED"));
    assertThat(ordered()).isEqualTo(4);
  }

  private String status(UUID order) {
    var rows = database.query("select status from demand_order where order_id = $1", order);
    return rows.isEmpty() ? "" : rows.getFirst().getString(0);
  }

  private Event event(String type, UUID order, int quantity) {
    return event(type, order, quantity, false);
  }

  private Event event(String type, UUID order, int quantity, boolean shipped) {
    JsonObject data =
        new JsonObject()
            .put("id", order.toString())
            .put("createdAt", Instant.now().toString())
            .put("shipped", shipped)
            .put(
                "items",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("store", store)
                            .put("item", "Kaus")
                            .put("quantity", quantity)));
    return Event.now(type, order.toString(), data.encode());
  }

  private long ordered() {
    return database.count(
        "select coalesce(sum(quantity), 0)::bigint from item_demand where store = $1", store);
  }

  private long cancelled() {
    return database.count("select count(*) from demand_order where status = 'CANCELLED'");
  }
}
