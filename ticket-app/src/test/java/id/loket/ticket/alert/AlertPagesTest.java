package id.loket.ticket.alert;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Very many who want to be told, and what is forgotten of them. */
@TicketAppTest
class AlertPagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SUBSCRIBERS = 250;

  @Inject Retention retention;

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();

  @Test
  void eachOfManySubscribersIsToldOnce() {
    warehouse.sell(store, Map.of("Kaus", 1), 1000);
    subscribers(SUBSCRIBERS, 0);

    order();
    await().atMost(PATIENCE).until(() -> untold() == 0 && alerts("ALERT") == SUBSCRIBERS);

    Map<String, Integer> empty = new HashMap<>();
    for (int i = 0; i < 8; i++) {
      empty.put("barang-" + i, 0);
    }
    warehouse.stock(store, empty);
    await().atMost(PATIENCE).until(() -> untold() == 0);
    assertThat(alerts("DIGEST")).isEqualTo(SUBSCRIBERS);
    assertThat(alerts("ALERT")).isEqualTo(SUBSCRIBERS);
    assertThat(
            database.count(
                """
                select count(distinct subscription_id) from stock_alert a
                join stock_subscription s on s.id = a.subscription_id
                where s.store = $1 and a.kind = 'DIGEST' and a.item_count = 8
                """,
                store))
        .isEqualTo(SUBSCRIBERS);
  }

  @Test
  void aFallNobodyWatchesForIsNotWrittenDown() {
    String elsewhere = Warehouse.store();
    subscribers(elsewhere, 1, 9000);
    warehouse.sell(store, Map.of("Kaus", 5000), 1000);
    subscribers(1, 4999);

    order();
    order();
    warehouse.stock(store, Map.of("Kaus", 100));

    // the one that was crossed, and no other
    assertThat(database.count("select count(*) from stock_fall where store = $1", store))
        .isEqualTo(1);
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", "a@loket.test", "threshold", 10_001))
        .post("/inventory/subscriptions")
        .then()
        .statusCode(400);
  }

  @Test
  void growthEnds() {
    warehouse.sell(store, Map.of("Kaus", 1), 1000);
    subscribers(3, 0);
    order();
    await().atMost(PATIENCE).until(() -> alerts("ALERT") == 3);
    List<UUID> ids =
        database
            .query("select id from stock_subscription where store = $1 order by id", store)
            .stream()
            .map(row -> row.getUUID(0))
            .toList();
    database.query(
        "update stock_subscription set ended_at = now() - interval '1 year' where id = $1",
        ids.get(0));
    database.query(
        """
        update stock_subscription set confirmed_at = null, created_at = now() - interval '1 year'
        where id = $1
        """,
        ids.get(1));
    database.query(
        "update stock_alert set created_at = now() - interval '1 year' where subscription_id = $1",
        ids.get(2));

    Cleaning.run(retention).await().atMost(PATIENCE);

    assertThat(
            database.query("select id from stock_subscription where store = $1", store).stream()
                .map(row -> row.getUUID(0)))
        .containsExactly(ids.get(2));
    assertThat(alerts("ALERT")).isZero();
  }

  private void subscribers(int count, long threshold) {
    subscribers(store, count, threshold);
  }

  private void subscribers(String whose, int count, long threshold) {
    database.query(
        """
        insert into stock_subscription (id, email, locale, store, threshold, token, confirmed_at)
        select uuidv7(), n || '@' || $4, 'id', $1, $3::bigint, $4 || n, now()
        from generate_series(1, $2::int) n
        """,
        whose,
        count,
        threshold,
        UUID.randomUUID().toString());
  }

  private void order() {
    counter
        .citizen(UUID.randomUUID())
        .body(Map.of("items", List.of(Map.of("store", store, "item", "Kaus", "quantity", 1))))
        .post("/orders")
        .then()
        .statusCode(201);
  }

  private long alerts(String kind) {
    return database.count(
        """
        select count(*) from stock_alert a join stock_subscription s on s.id = a.subscription_id
        where s.store = $1 and a.kind = $2
        """,
        store,
        kind);
  }

  private long untold() {
    return database.count(
        "select count(*) from stock_fall where store = $1 and told_at is null", store);
  }
}
