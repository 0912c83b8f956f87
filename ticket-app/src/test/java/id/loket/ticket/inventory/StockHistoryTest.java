package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What has had its time goes, and what stock is made of stays true (I10). */
@TicketAppTest
class StockHistoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Retention retention;

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();

  @Test
  void growthEnds() {
    UUID user = UUID.randomUUID();
    String csv = "store,item,count\n" + store + ",Kaus,5\n" + store + ",x,y\n";
    UUID id = UUID.fromString(warehouse.load("", csv).getString("id"));
    UUID duplicate = UUID.fromString(warehouse.load("", csv).getString("id"));
    warehouse.price(store, "Kaus", 1000);
    order(user, 2);
    String ended = order(user, 3);
    counter.citizen(user).delete("/orders/{id}", ended).then().statusCode(200);
    warehouse.stock(store, Map.of("Kaus", 2)); // a fall of what is left
    warehouse.stock(store, Map.of("Kaus", 9));
    String key =
        database
            .query("select object_key from inventory_import where id = $1", id)
            .getFirst()
            .getString(0);
    List<String> before = levels();
    yearsPass(id, duplicate);

    Cleaning.run(retention).await().atMost(PATIENCE);

    assertThat(
            count(
                "select count(*) from inventory_import where id in ($2, $3) and $1 <> ''",
                id,
                duplicate))
        .isZero();
    assertThat(warehouse.isStored(key)).isFalse();
    assertThat(warehouse.isStored(key.replace(".csv", ".errors.csv"))).isFalse();
    assertThat(count("select count(*) from stock_fall where store = $1")).isZero();
    // what an order still has reserved is no history
    assertThat(
            count(
                """
                select count(*) from stock_movement m join stock s on s.id = m.stock_id
                where s.store = $1
                """))
        .isEqualTo(1);
    assertThat(levels()).isEqualTo(before);
    assertThat(
            count(
                """
                select count(*) from stock s
                left join (
                  select stock_id, sum(on_hand) as on_hand, sum(reserved) as reserved from (
                    select stock_id, on_hand, reserved from stock_movement
                    union all select stock_id, on_hand, reserved from stock_opening) each
                  group by stock_id) m on m.stock_id = s.id
                where s.store = $1 and (s.on_hand, s.reserved) is distinct from (m.on_hand, m.reserved)
                """))
        .isZero();
    assertThat(
            count(
                """
                select count(*) from stock s join stock_opening o on o.stock_id = s.id
                where s.store = $1 and o.falls = s.falls and s.falls > 0
                """))
        .isEqualTo(1);
  }

  private void yearsPass(UUID... imports) {
    database.query(
        """
        update inventory_import set created_at = now() - interval '2 years', cleared_at = now(),
          to_tell = false
        where id = any ($1)
        """,
        (Object) imports);
    database.query("alter table stock_movement disable trigger stock_movement_only_added_to");
    database.query(
        """
        update stock_movement set at = at - interval '2 years'
        where stock_id in (select id from stock where store = $1)
        """,
        store);
    database.query("alter table stock_movement enable trigger stock_movement_only_added_to");
    database.query(
        "update stock_fall set at = at - interval '2 years', told_at = now() where store = $1",
        store);
  }

  private String order(UUID user, int quantity) {
    return counter
        .citizen(user)
        .body(
            Map.of(
                "userId",
                user,
                "items",
                List.of(Map.of("store", store, "item", "Kaus", "quantity", quantity))))
        .post("/orders")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private List<String> levels() {
    return database
        .query(
            "select item || ' ' || on_hand || ' ' || reserved || ' ' || falls from stock where"
                + " store = $1",
            store)
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private long count(String sql, Object... more) {
    Object[] parameters = new Object[more.length + 1];
    parameters[0] = store;
    System.arraycopy(more, 0, parameters, 1, more.length);
    return database.count(sql, parameters);
  }
}
