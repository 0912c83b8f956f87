package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A store is an organiser's, who names it first; what others do with it changes nothing. */
@TicketAppTest
class StoreOwnersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HEADER = "store,item,count\n";

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Counter other = new Counter();
  private final Warehouse others = new Warehouse(other);
  private final Database database = new Database();
  private final String store = Warehouse.store();

  @Test
  void anotherOrganiserNeitherLoadsNorPricesNorSeesAStore() {
    String id = warehouse.load("", HEADER + store + ",Kaus,5\n").getString("id");
    String theirs = Warehouse.store();

    JsonPath loaded =
        others.load("", HEADER + store + ",Kaus,0\n" + theirs + ",Topi,2\n" + store + ",x,1\n");

    assertThat(loaded.getString("status")).isEqualTo("DONE");
    assertThat(loaded.getInt("rowsBad")).isEqualTo(2);
    assertThat(loaded.getString("errors[0].column")).isEqualTo("store");
    assertThat(loaded.getString("errors[0].reason")).contains("another organiser");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
    assertThat(warehouse.count(store, "x")).isNull();
    assertThat(warehouse.count(theirs, "Topi")).isEqualTo(2);
    assertThat(others.load("?strict=true", HEADER + store + ",Kaus,1\n").getString("status"))
        .isEqualTo("FAILED");
    assertThat(
            others
                .load("?dryRun=true&strict=true", HEADER + store + ",Kaus,1\n")
                .getString("status"))
        .isEqualTo("FAILED");

    other
        .organiser()
        .body(price(store))
        .put("/inventory/prices")
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:store-of-others"));
    other.organiser().get("/inventory/imports/{id}", id).then().statusCode(404);
    other.organiser().get("/inventory/imports/{id}/errors", id).then().statusCode(404);
    other
        .organiser()
        .queryParam("store", store)
        .queryParam("item", "Kaus")
        .get("/inventory/movements")
        .then()
        .statusCode(403);
    List<String> seen = other.organiser().get("/inventory/imports").path("items.id");
    assertThat(seen).doesNotContain(id);
    List<String> stores = other.organiser().get("/inventory/stores").path("items.store");
    assertThat(stores).containsExactly(theirs);
    counter.organiser().body(price(store)).put("/inventory/prices").then().statusCode(200);
    counter.admin().body(price(store)).put("/inventory/prices").then().statusCode(200);
    counter.admin().get("/inventory/imports/{id}", id).then().statusCode(200);
    other
        .organiser()
        .contentType("text/csv")
        .body(HEADER + store + ",Kaus,0\n")
        .put("/inventory/files/x.csv?organiserId=" + counter.organiserId())
        .then()
        .statusCode(403);
  }

  @Test
  void anAdministratorSaysWhoseAStoreIs() {
    warehouse.stock(store, Map.of("Kaus", 5));
    counter
        .organiser()
        .body(Map.of("store", store, "organiserId", other.organiserId()))
        .put("/inventory/stores")
        .then()
        .statusCode(403);

    counter
        .admin()
        .body(Map.of("store", store, "organiserId", other.organiserId()))
        .put("/inventory/stores")
        .then()
        .statusCode(200)
        .body("organiserId", equalTo(other.organiserId().toString()));

    others.stock(store, Map.of("Kaus", 6));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(6);
    assertThat(warehouse.load("", HEADER + store + ",Kaus,7\n").getInt("rowsBad")).isEqualTo(1);
  }

  @Test
  void aDroppedFileBelongsToTheOrganiserWhosePlaceItLiesIn() {
    String mine = "titip-" + UUID.randomUUID() + ".csv";
    warehouse.drop(counter.organiserId() + "/" + mine, HEADER + store + ",Kaus,4\n");
    await().atMost(PATIENCE).until(() -> Objects.equals(warehouse.count(store, "Kaus"), 4L));
    warehouse.price(store, "Kaus", 1000);

    String foreign = "titip-" + UUID.randomUUID() + ".csv";
    warehouse.drop(other.organiserId() + "/" + foreign, HEADER + store + ",Kaus,9\n");
    String nobodys = "titip-" + UUID.randomUUID() + ".csv";
    warehouse.drop("somebody/" + nobodys, HEADER + store + ",Kaus,8\n");
    await().atMost(PATIENCE).until(() -> "DONE FAILED".equals(ends(foreign, nobodys)));

    assertThat(warehouse.count(store, "Kaus")).isEqualTo(4);
    JsonPath refused = imports(counter, nobodys);
    assertThat(refused.getString("reason")).contains("inventory/");
    assertThat(imports(other, foreign).getInt("rowsBad")).isEqualTo(1);

    // directly below inventory/: the administrators' own place
    warehouse.drop("titip-" + UUID.randomUUID() + ".csv", HEADER + store + ",Kaus,7\n");
    await().atMost(PATIENCE).until(() -> Objects.equals(warehouse.count(store, "Kaus"), 7L));
  }

  private String ends(String... names) {
    StringBuilder ends = new StringBuilder();
    for (String name : names) {
      database
          .query("select status from inventory_import where name = $1", name)
          .forEach(row -> ends.append(ends.isEmpty() ? "" : " ").append(row.getString(0)));
    }
    return ends.toString();
  }

  private JsonPath imports(Counter whose, String name) {
    String id =
        database
            .query("select id from inventory_import where name = $1", name)
            .getFirst()
            .getUUID(0)
            .toString();
    return whose.admin().get("/inventory/imports/{id}", id).jsonPath();
  }

  private static Map<String, Object> price(String store) {
    return Map.of("store", store, "item", "Kaus", "price", Map.of("amount", 1, "currency", "IDR"));
  }
}
