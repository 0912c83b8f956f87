package id.loket.ticket.inventory;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@TicketAppTest
class InventoryTest {
  private static final String HEADER = "store,item,count\n";

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();

  @Test
  void aFileIsStoredAndLoadedFromThere() {
    String name = "stok-" + UUID.randomUUID() + ".csv";
    String content = HEADER + store + ",Kaus,12\n" + store + ",\"Nasi, kotak\",0\n";

    Response sent = warehouse.send(name, "", content);

    sent.then().statusCode(202).header("Location", startsWith("http")).body("mode", equalTo("SET"));
    JsonPath loaded = warehouse.ended(sent.path("id"));
    assertThat(loaded.getString("status")).isEqualTo("DONE");
    assertThat(loaded.getInt("rowsLoaded")).isEqualTo(2);
    assertThat(loaded.getInt("depleted")).isEqualTo(1);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(12);
    assertThat(warehouse.count(store, "Nasi, kotak")).isZero();
    assertThat(warehouse.object(key(sent.path("id")))).isEqualTo(content);
    List<String> items = given().queryParam("store", store).get("/inventory").path("items.item");
    assertThat(items).containsExactly("Kaus", "Nasi, kotak");
  }

  @Test
  void anObjectPutStraightIntoTheBucketIsFoundAndLoaded() {
    warehouse.drop(
        "titip-" + UUID.randomUUID() + ".csv", "\uFEFF" + HEADER + store + ",Topi,4\r\n");

    await().atMost(Duration.ofSeconds(30)).until(() -> warehouse.count(store, "Topi") != null);
    assertThat(warehouse.count(store, "Topi")).isEqualTo(4);

    warehouse.drop("titip-" + UUID.randomUUID() + ".delta.csv", HEADER + store + ",Topi,-3\n");
    await().atMost(Duration.ofSeconds(30)).until(() -> warehouse.count(store, "Topi") == 1);
  }

  @Test
  void theSameContentChangesStockOnce() {
    String delta = HEADER + store + ",Kaus,5\n";
    JsonPath first = warehouse.load("?mode=delta", delta);
    JsonPath second = warehouse.load("?mode=delta", delta);

    assertThat(first.getString("status")).isEqualTo("DONE");
    assertThat(second.getString("status")).isEqualTo("DUPLICATE");
    assertThat(second.getString("duplicateOf")).isEqualTo(first.getString("id"));
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(5);
    assertThat(warehouse.load("?mode=delta&again=true", delta).getString("status"))
        .isEqualTo("DONE");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(10);
  }

  @Test
  void badRowsAreNamedBesideTheFileAndGoodOnesLoad() {
    String name = "salah-" + UUID.randomUUID() + ".csv";
    String content =
        HEADER
            + store
            + ",Kaus,3\n"
            + store
            + ",Topi\n"
            + store
            + ",Payung,-1\n"
            + store
            + ",Kaus,9\n"
            + store
            + ",=1+1,2\n"
            + store
            + ",Mug,7\n";
    String id = warehouse.send(name, "", content).path("id");
    JsonPath loaded = warehouse.ended(id);

    assertThat(loaded.getString("status")).isEqualTo("DONE");
    assertThat(loaded.getInt("rowsBad")).isEqualTo(4);
    assertThat(loaded.getInt("rowsLoaded")).isEqualTo(2);
    assertThat(loaded.getList("errors.line")).containsExactly(3, 4, 5, 6);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(3);
    String errors = warehouse.object(key(id).replace(".csv", ".errors.csv"));
    assertThat(errors)
        .startsWith("line,column,reason,alasan\r\n")
        .contains("4,count,\"is less than 0\",\"kurang dari 0\"")
        .contains("5,item,\"the same store and item stand in line 2 already\"");
    counter
        .organiser()
        .redirects()
        .follow(false)
        .get("/inventory/imports/{id}/errors", id)
        .then()
        .statusCode(303)
        .header("Location", notNullValue());
  }

  @Test
  void strictLoadsAllOrNothing() {
    JsonPath bad = warehouse.load("?strict=true", HEADER + store + ",Kaus,3\n" + store + ",x,y\n");
    assertThat(bad.getString("status")).isEqualTo("FAILED");
    assertThat(bad.getString("reason")).contains("strict");
    assertThat(warehouse.count(store, "Kaus")).isNull();

    warehouse.stock(store, Map.of("Kaus", 2));
    JsonPath below =
        warehouse.load(
            "?strict=true&mode=delta", HEADER + store + ",Topi,3\n" + store + ",Kaus,-3\n");
    assertThat(below.getString("status")).isEqualTo("FAILED");
    assertThat(warehouse.count(store, "Topi")).isNull();
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(2);
  }

  @Test
  void aDeltaNeverMakesStockNegative() {
    warehouse.stock(store, Map.of("Kaus", 2, "Topi", 9));

    JsonPath loaded =
        warehouse.load("?mode=delta", HEADER + store + ",Kaus,-3\n" + store + ",Topi,-9\n");

    assertThat(loaded.getString("status")).isEqualTo("DONE");
    assertThat(loaded.getInt("rowsBad")).isEqualTo(1);
    assertThat(loaded.getString("errors[0].reason")).isEqualTo("stock would fall below 0");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(2);
    assertThat(warehouse.count(store, "Topi")).isZero();
  }

  @Test
  void aDryRunChecksEverythingAndChangesNothing() {
    String content = HEADER + store + ",Kaus,3\n" + store + ",Topi,x\n";
    JsonPath dry = warehouse.load("?dryRun=true", content);

    assertThat(dry.getString("status")).isEqualTo("DONE");
    assertThat(dry.getInt("rowsGood")).isEqualTo(1);
    assertThat(dry.getInt("rowsBad")).isEqualTo(1);
    assertThat(warehouse.count(store, "Kaus")).isNull();
    assertThat(warehouse.load("", content).getString("status")).isEqualTo("DONE");
  }

  @Test
  void filesThatAreNoneAreToldWhy() {
    assertThat(warehouse.load("", "").getString("reason")).contains("empty");
    assertThat(warehouse.load("", "a,b\n").getString("reason")).contains("header");
    byte[] zip = {'P', 'K', 3, 4, 20, 0, 0, 0};
    assertThat(warehouse.load("", zip).getString("reason")).contains("no CSV text");
    assertThat(warehouse.load("", HEADER).getString("status")).isEqualTo("DONE");
    warehouse
        .send("stok.txt", "", HEADER)
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:inventory-file-name"));
    warehouse.send("stok.csv", "?mode=x", HEADER).then().statusCode(400);
    given().body(HEADER).put("/inventory/files/stok.csv").then().statusCode(401);
  }

  @Test
  void eachFallToZeroIsWrittenOnce() {
    warehouse.stock(store, Map.of("Kaus", 2, "Topi", 0));
    warehouse.load("", HEADER + store + ",Kaus,0\n" + store + ",Topi,0\n");
    warehouse.load("", HEADER + store + ",Kaus,0\n" + store + ",Topi,0\n\n");
    warehouse.load("", HEADER + store + ",Kaus,1\n");
    warehouse.load("", HEADER + store + ",Kaus,0\n");

    assertThat(falls("Kaus")).isEqualTo(2);
    assertThat(falls("Topi")).isEqualTo(1);
    assertThat(database.count("select sum(falls)::bigint from stock where store = $1", store))
        .isEqualTo(3);
  }

  @Test
  void aFileALossOfTheServersMemoryInterruptedIsReadAgain() {
    String content = HEADER + store + ",Kaus,3\n" + store + ",Topi,4\n";
    String id = warehouse.load("", content).getString("id");
    database.query("update stock set on_hand = 0 where store = $1", store);
    database.query(
        """
        update inventory_import set status = 'LOADING', loaded_line = 0,
          work_until = now(), cleared_at = now() where id = $1
        """,
        UUID.fromString(id));
    database.query(
        """
        delete from inventory_row
        where import_number = (select number from inventory_import where id = $1)
        """,
        UUID.fromString(id));

    assertThat(warehouse.ended(id).getString("status")).isEqualTo("DONE");
    assertThat(warehouse.count(store, "Topi")).isEqualTo(4);
  }

  @Test
  void aFileOfManyPartsLoadsWhole() {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < 25_000; i++) {
      rows.append(store).append(",barang-").append(i).append(',').append(i).append("\r\n");
    }
    JsonPath loaded = warehouse.load("", rows.toString().getBytes(StandardCharsets.UTF_8));

    assertThat(loaded.getInt("rowsLoaded")).isEqualTo(25_000);
    assertThat(database.count("select count(*) from stock where store = $1", store))
        .isEqualTo(25_000);
    assertThat(database.count("select sum(on_hand)::bigint from stock where store = $1", store))
        .isEqualTo(25_000L * 24_999 / 2);
  }

  @Test
  void aStrictFileOfManyPartsLoadsWholeOrNotAtAll() {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < 25_000; i++) {
      rows.append(store).append(",barang-").append(i).append(",2\n");
    }
    String good = rows.toString();
    JsonPath refused = warehouse.load("?strict=true&mode=delta", good + store + ",the last,-1\n");
    assertThat(refused.getString("status")).isEqualTo("FAILED");
    assertThat(database.count("select count(*) from stock where store = $1", store)).isZero();

    JsonPath loaded = warehouse.load("?strict=true&mode=delta", good);
    assertThat(loaded.getString("status")).isEqualTo("DONE");
    assertThat(loaded.getInt("rowsLoaded")).isEqualTo(25_000);
    assertThat(database.count("select sum(on_hand)::bigint from stock where store = $1", store))
        .isEqualTo(50_000);
  }

  @Test
  void anItemIsListedInAllStoresPageByPage() {
    String item = "barang " + UUID.randomUUID();
    List<String> stores = Stream.generate(Warehouse::store).limit(3).sorted().toList();
    stores.forEach(each -> warehouse.stock(each, Map.of(item, 1, "another", 2)));

    Response first = given().queryParam("item", item).queryParam("limit", 2).get("/inventory");
    assertThat(first.<List<String>>path("items.store")).isEqualTo(stores.subList(0, 2));
    Response second =
        given()
            .queryParam("item", item)
            .queryParam("limit", 2)
            .queryParam("cursor", first.<String>path("next"))
            .get("/inventory");
    assertThat(second.<List<String>>path("items.store")).isEqualTo(stores.subList(2, 3));
    assertThat(second.<String>path("next")).isNull();
  }

  @Test
  void stockIsListedPageByPage() {
    warehouse.stock(store, Map.of("a", 1, "b", 2, "c", 3));
    Response first = given().queryParam("store", store).queryParam("limit", 2).get("/inventory");
    assertThat(first.<List<String>>path("items.item")).containsExactly("a", "b");
    Response second =
        given()
            .queryParam("store", store)
            .queryParam("limit", 2)
            .queryParam("cursor", first.<String>path("next"))
            .get("/inventory");
    assertThat(second.<List<String>>path("items.item")).containsExactly("c");
    given().queryParam("cursor", "%%%").get("/inventory").then().statusCode(400);
  }

  /** Where a file lies. */
  private String key(String id) {
    return database
        .query("select object_key from inventory_import where id = $1", UUID.fromString(id))
        .getFirst()
        .getString(0);
  }

  private long falls(String item) {
    return database.count(
        "select count(*) from stock_fall where store = $1 and item = $2 and after = 0",
        store,
        item);
  }
}
