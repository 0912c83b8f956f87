package id.loket.ticket.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** I12: what administrators and organisers do is in the audit trail, and stays there. */
@TicketAppTest
class AuditTrailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  @Inject Retention retention;

  @Test
  void whatAnOrganiserDoesWithAnEventIsRecordedBeforeAndAfter() {
    UUID event =
        counter.event(
            Map.of(
                "title", "Pentas",
                "status", "DRAFT",
                "organiserUrl", "http://127.0.0.1:8099/holds?key=secret"));
    patch("/events/" + event, "\"1\"", Map.of("status", "PUBLISHED"));
    patch("/events/" + event, "\"2\"", Map.of("title", "Pentas Lain"));
    patch("/events/" + event, "\"3\"", Map.of("status", "CANCELLED"));

    JsonPath trail = trail("object=" + event);

    assertThat(trail.getList("items.act"))
        .containsExactly("event.cancelled", "event.changed", "event.published", "event.created");
    assertThat(trail.getList("items.actor.id")).containsOnly(counter.organiserId().toString());
    assertThat(trail.getList("items.actor.role")).containsOnly("organiser");
    assertThat(trail.getList("items.object.kind")).containsOnly("event");
    assertThat(trail.getString("items[1].before.title")).isEqualTo("Pentas");
    assertThat(trail.getString("items[1].after.title")).isEqualTo("Pentas Lain");
    assertThat(trail.getString("items[0].before.status")).isEqualTo("PUBLISHED");
    assertThat(trail.getString("items[0].after.status")).isEqualTo("CANCELLED");
    assertThat(trail.getString("items[0].traceId")).matches("[0-9a-f]{32}");
    assertThat(trail.prettify()).doesNotContain("secret");
  }

  @Test
  void aChangeThatIsNotMadeIsNotRecorded() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    counter.pending(event, seat);

    counter
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"7\"")
        .body(Map.of("title", "Basi"))
        .patch("/events/{id}", event)
        .then()
        .statusCode(412);
    counter.organiser().delete("/events/{id}", event).then().statusCode(409);
    counter.organiser().delete("/seats/{id}", seat).then().statusCode(409);

    assertThat(trail("object=" + event).getList("items.act"))
        .containsExactly("seats.created", "event.created");
    assertThat(trail("object=" + seat).getList("items")).isEmpty();
  }

  @Test
  void whatCannotBeRecordedIsNotDone() {
    UUID event = counter.event(Map.of("title", "Pentas"));
    database.query(
        "alter table audit add constraint refused check (object_id <> '" + event + "') not valid");
    try {
      counter
          .organiser()
          .contentType("application/merge-patch+json")
          .header("If-Match", "\"1\"")
          .body(Map.of("status", "CANCELLED"))
          .patch("/events/{id}", event)
          .then()
          .statusCode(500);
    } finally {
      database.query("alter table audit drop constraint refused");
    }

    given().get("/events/{id}", event).then().body("status", equalTo("PUBLISHED"));
    assertThat(trail("object=" + event).getList("items.act")).containsExactly("event.created");
  }

  @Test
  void seatsAndTheirPricesAreRecorded() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    patch("/seats/" + seat, "\"1\"", Map.of("price", Map.of("amount", 9000, "currency", "IDR")));
    counter.organiser().delete("/seats/{id}", seat).then().statusCode(204);
    counter.organiser().delete("/events/{id}", event).then().statusCode(204);

    JsonPath ofSeat = trail("object=" + seat);
    assertThat(ofSeat.getList("items.act")).containsExactly("seat.deleted", "seat.changed");
    assertThat(ofSeat.getInt("items[1].before.price.amount")).isEqualTo(150000);
    assertThat(ofSeat.getInt("items[1].after.price.amount")).isEqualTo(9000);
    JsonPath ofEvent = trail("object=" + event);
    assertThat(ofEvent.getList("items.act"))
        .containsExactly("event.deleted", "seats.created", "event.created");
    assertThat(ofEvent.getString("items[1].after.seats.'IDR 150000'[0]")).isEqualTo("A-1");
  }

  @Test
  void filesPricesAndStoresAreRecorded() {
    String store = Warehouse.store();
    String file = warehouse.load("", "store,item,count\n" + store + ",Kaus,5\n").getString("id");
    price(store, 75000);
    price(store, 80000);
    RequestSpecification admin = counter.admin();
    admin.body(Map.of("store", store)).put("/inventory/stores").then().statusCode(200);

    assertThat(trail("object=" + file).getList("items.act")).containsExactly("stock.file-sent");
    assertThat(trail("object=" + file).getString("items[0].actor.id"))
        .isEqualTo(counter.organiserId().toString());
    JsonPath prices = trail("kind=item&object=" + store + "/Kaus");
    assertThat(prices.getList("items.act")).containsExactly("item.priced", "item.priced");
    assertThat(prices.getInt("items[0].before.amount")).isEqualTo(75000);
    assertThat(prices.getInt("items[0].after.amount")).isEqualTo(80000);
    assertThat(prices.<Object>get("items[1].before")).isNull();
    JsonPath assigned = trail("kind=store&object=" + store);
    assertThat(assigned.getString("items[0].before.organiserId"))
        .isEqualTo(counter.organiserId().toString());
    assertThat(assigned.<Object>get("items[0].after.organiserId")).isNull();
    assertThat(assigned.getString("items[0].actor.role")).isEqualTo("admin");
  }

  @Test
  void aFileDroppedIntoTheBucketIsRecordedToo() {
    String name = "jatuh-" + UUID.randomUUID() + ".csv";
    warehouse.drop(name, "store,item,count\n" + Warehouse.store() + ",Kaus,5\n");

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                trail("act=stock.file-sent&actor=bucket")
                    .getList("items.after.name")
                    .contains(name));
  }

  @Test
  void whatAnAdministratorDoesInSomebodysSteadIsRecordedAndWhatTheyDoThemselvesIsNot() {
    UUID event = counter.event();
    List<UUID> seats = counter.seats(event, 2);
    Counter.Booked own = counter.pending(event, seats.getFirst());
    Counter.Booked others = counter.pending(event, seats.getLast());

    counter.cancel(own).then().statusCode(200);
    UUID admin = UUID.randomUUID();
    Counter.request(counter.tokens().user(admin, "admin"))
        .delete("/bookings/{id}", others.id())
        .then()
        .statusCode(200);

    assertThat(trail("object=" + own.id()).getList("items")).isEmpty();
    JsonPath trail = trail("object=" + others.id());
    assertThat(trail.getList("items.act")).containsExactly("booking.cancelled");
    assertThat(trail.getString("items[0].actor.id")).isEqualTo(admin.toString());
  }

  @Test
  void theTrailIsReadPageByPageByAdministratorsOnly() {
    UUID event = counter.event();
    for (int i = 1; i <= 4; i++) {
      patch("/events/" + event, "\"" + i + "\"", Map.of("title", "Judul " + i));
    }
    List<String> titles = new ArrayList<>();
    String cursor = "";
    do {
      JsonPath page = trail("object=" + event + "&act=event.changed&limit=2" + cursor);
      titles.addAll(page.getList("items.after.title"));
      cursor = page.get("next") == null ? null : "&cursor=" + page.getString("next");
    } while (cursor != null);

    assertThat(titles).containsExactly("Judul 4", "Judul 3", "Judul 2", "Judul 1");
    String middle = trail("object=" + event).getString("items[2].at");
    assertThat(trail("object=" + event + "&from=" + middle).getList("items")).hasSize(3);
    assertThat(trail("object=" + event + "&to=" + middle).getList("items")).hasSize(2);
    assertThat(trail("object=" + event + "&actor=" + UUID.randomUUID()).getList("items")).isEmpty();
    counter.organiser().get("/audit").then().statusCode(403);
    counter.service().get("/audit").then().statusCode(403);
    given().get("/audit").then().statusCode(401);
    counter
        .admin()
        .get("/audit?from=kemarin")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("from"));
  }

  @Test
  void theDatabaseRefusesToChangeTheTrail() {
    UUID event = counter.event();
    String ours = " where object_id = '" + event + "'";

    assertThatThrownBy(() -> database.query("update audit set actor = 'nobody'" + ours))
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> database.query("delete from audit" + ours))
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> database.query("truncate audit")).hasMessageContaining("append-only");
    assertThat(trail("object=" + event).getList("items")).hasSize(1);
  }

  @Test
  void onlyWhatIsOlderThanWasPromisedIsForgotten() {
    UUID old = UUID.randomUUID();
    UUID kept = UUID.randomUUID();
    insert(old, 1831, 1830);
    insert(kept, 1829, 1830);

    Cleaning.run(retention).await().atMost(PATIENCE);

    assertThat(database.count("select count(*) from audit where id = $1", old)).isZero();
    assertThat(database.count("select count(*) from audit where id = $1", kept)).isOne();
    assertThatThrownBy(() -> insert(UUID.randomUUID(), 0, 1)).hasMessageContaining("audit_is_kept");
  }

  private void insert(UUID id, int daysAgo, int kept) {
    database.query(
        """
        insert into audit (id, at, actor, actor_role, act, object_kind, object_id, keep_until)
        values ($1, now() - $2 * interval '1 day', 'x', 'admin', 'thing.done', 'thing', 'x',
                now() + ($3 - $2) * interval '1 day')
        """,
        id,
        daysAgo,
        kept);
  }

  private void price(String store, int amount) {
    counter
        .organiser()
        .body(
            Map.of(
                "store",
                store,
                "item",
                "Kaus",
                "price",
                Map.of("amount", amount, "currency", "IDR")))
        .put("/inventory/prices")
        .then()
        .statusCode(200);
  }

  private void patch(String path, String version, Map<String, Object> fields) {
    counter
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", version)
        .body(fields)
        .patch(path)
        .then()
        .statusCode(200);
  }

  private JsonPath trail(String query) {
    return counter.admin().get("/audit?" + query).then().statusCode(200).extract().jsonPath();
  }
}
