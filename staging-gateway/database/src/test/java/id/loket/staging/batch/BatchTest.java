package id.loket.staging.batch;

import static id.loket.staging.testing.Field.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.ServiceTransaction;
import id.loket.staging.testing.StagingTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A batch is closed only when everything is there, and never changes then (I9). */
@StagingTest
class BatchTest {
  private final Database database = new Database();

  @Test
  void aBatchIsSealedWithWhatItAddsUpTo() {
    Field field = Field.loggedIn();
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 150_000);
    Map<String, Object> wrong = field.visit(UUID.randomUUID(), 70_000);
    Map<String, Object> unmet = field.visit(UUID.randomUUID(), 0);
    Map<String, Object> undo = field.voiding(wrong.get("id"));
    field.push(List.of(undo, unmet, paid, wrong)).then().body("stored", equalTo(4));

    service()
        .get(
            "/batches/{b}/digest?collector={c}&device={d}",
            field.batch,
            field.collector,
            field.device)
        .then()
        .body("items", equalTo(4))
        .body("highestSequence", equalTo(4))
        .body("digest", equalTo(Field.digest(List.of(paid, wrong, unmet, undo))));
    String seal =
        service()
            .body(closing(field, List.of(paid, wrong, unmet, undo), 1, 150_000, List.of()))
            .post("/batches/{id}/closing", field.batch)
            .then()
            .statusCode(200)
            .body("batch.status", equalTo("CLOSED"))
            .body("totals.visits", equalTo(2))
            .body("totals.voided", equalTo(1))
            .body("totals.results.PAID", equalTo(1))
            .body("totals.receipts[0].amount.amount", equalTo(150_000))
            .body("totals.meters", equalTo(221))
            .extract()
            .path("batch.seal");

    service()
        .body(closing(field, List.of(), 0, 0, List.of()))
        .post("/batches/{id}/closing", field.batch)
        .then()
        .statusCode(200)
        .body("batch.seal", equalTo(seal));
    assertThat(seal)
        .isEqualTo(
            Field.sha256(
                database
                    .query("select sealed from batch where id = $1", field.batch)
                    .getFirst()
                    .getString(0)));
  }

  private static Map<String, Object> closing(
      Field field, List<Map<String, Object>> items, int receipts, long cash, List<UUID> photos) {
    return Map.of(
        "collectorId",
        field.collector,
        "deviceId",
        field.device,
        "items",
        items.size(),
        "digest",
        Field.digest(items),
        "receipts",
        List.of(
            Map.of(
                "method",
                "CASH",
                "count",
                receipts,
                "amount",
                Map.of("amount", cash, "currency", "IDR"))),
        "photos",
        photos);
  }

  @Test
  void aBatchIsNotClosedWhileAnythingIsMissing() {
    Field field = Field.loggedIn();
    UUID photo = UUID.randomUUID();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 5000);
    @SuppressWarnings("unchecked")
    Map<String, Object> said = (Map<String, Object>) visit.get("visit");
    said.put("photos", List.of(Map.of("id", photo, "sha256", "ab".repeat(32))));
    Map<String, Object> unsent = field.visit(UUID.randomUUID(), 0);
    field.push(List.of(visit));

    field
        .close(List.of(visit, unsent), 5000, List.of(photo))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:digest-differs"))
        .body("items", equalTo(1))
        .body("digest", equalTo(Field.digest(List.of(visit))));
    field
        .close(List.of(visit), 4000, List.of(photo))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:receipts-differ"))
        .body("receipts[0].amount.amount", equalTo(5000));
    field
        .close(List.of(visit), 5000, List.of())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:photos-missing"))
        .body("photos", contains(photo.toString()));
    service()
        .get("/batches/{b}/photos?collector={c}", field.batch, field.collector)
        .then()
        .body("items.id", contains(photo.toString()));

    service()
        .body(Map.of("collectorId", field.collector, "photos", List.of(UUID.randomUUID())))
        .post("/batches/{b}/photos", field.batch)
        .then()
        .statusCode(204);
    field.close(List.of(visit), 5000, List.of()).then().statusCode(409);
    Map<String, Object> declared = field.photoMissing(photo);
    field.push(List.of(declared));
    service()
        .get("/batches/{b}/photos?collector={c}", field.batch, field.collector)
        .then()
        .body("items", hasSize(0));
    field.close(List.of(visit, declared), 5000, List.of()).then().statusCode(200);
  }

  @Test
  void aDeviceThatReplacesAnotherGetsTheDayAndClosesItWithAllThatCountsInIt() {
    Field field = Field.loggedIn();
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 5000);
    field.push(List.of(paid));
    UUID before = field.device;
    field.device = UUID.randomUUID();
    field.logIn(true).then().statusCode(200).body("batch.id", equalTo(field.batch.toString()));
    Map<String, Object> own = field.visit(UUID.randomUUID(), 700);
    // what was restored from a backup of the other one is sent again
    field.push(List.of(own, paid)).then().body("stored", equalTo(1)).body("repeated", equalTo(1));

    String contents = "/batches/{b}/contents?collector={c}&device={d}&limit={l}";
    service()
        .get(contents, field.batch, field.collector, before, 1)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:device-replaced"));
    var page = service().get(contents, field.batch, field.collector, field.device, 1).jsonPath();
    assertThat(page.getString("items[0].id")).isEqualTo(paid.get("id").toString());
    assertThat(page.getString("items[0].deviceId")).isEqualTo(before.toString());
    assertThat(page.getString("items[0].hash")).isEqualTo(paid.get("hash"));
    assertThat(page.getString("items[0].item.visit.result")).isEqualTo("PAID");
    service()
        .get(
            contents + "&cursor=" + page.getString("next"),
            field.batch,
            field.collector,
            field.device,
            1)
        .then()
        .body("items.id", contains(own.get("id").toString()))
        .body("next", nullValue());
    service()
        .get(
            "/batches/{b}/digest?collector={c}&device={d}",
            field.batch,
            field.collector,
            field.device)
        .then()
        .body("items", equalTo(1))
        .body("batch.items", equalTo(2))
        .body("batch.digest", equalTo(Field.digest(List.of(paid, own))));

    UUID after = field.device;
    field.device = before;
    field
        .close(List.of(paid, own))
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:device-replaced"));
    field.device = after;
    field.close(List.of(own)).then().statusCode(409).body("items", equalTo(2));
    field.close(List.of(paid, own)).then().statusCode(200).body("totals.visits", equalTo(2));
  }

  @Test
  void whatCameTooLateIsInTheNextDayOfItsDeviceAndThatIsClosedWithIt() {
    Field field = Field.loggedIn();
    Map<String, Object> late = field.visit(UUID.randomUUID(), 3000);
    field.close(List.of()).then().statusCode(200);
    field.push(List.of(late));
    field.batch =
        UUID.fromString(field.logIn(false).then().statusCode(200).extract().path("batch.id"));
    Map<String, Object> own = field.visit(UUID.randomUUID(), 700);
    field.push(List.of(own));

    service()
        .get(
            "/batches/{b}/contents?collector={c}&device={d}",
            field.batch,
            field.collector,
            field.device)
        .then()
        .body("items.id", contains(late.get("id").toString(), own.get("id").toString()));
    field.close(List.of(late, own)).then().statusCode(200).body("totals.visits", equalTo(2));
  }

  @Test
  void aBatchIsReopenedOrTheNextOneOpenedWhicheverComesFirst() throws Exception {
    Field field = Field.loggedIn();
    field.close(List.of()).then().statusCode(200);
    ServiceTransaction held =
        ServiceTransaction.begin(
            "select 1 from collector where id = $1 for no key update", field.collector);
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      // both have begun and wait for the collector's row
      Future<Response> login = both.submit(() -> field.logIn(false));
      held.awaitWaiting(1);
      Future<Response> reopening = both.submit(() -> reopen(field));
      held.awaitWaiting(2);
      held.commit();

      login.get().then().statusCode(200).body("batch.number", equalTo(2));
      reopening
          .get()
          .then()
          .statusCode(409)
          .body("type", equalTo("urn:loket:problem:another-batch-open"));
    }
  }

  @Test
  void theDatabaseItselfRefusesChangesOfAClosedBatch() {
    Field field = Field.loggedIn();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 5000);
    field.push(List.of(visit));
    field.close(List.of(visit), 5000, List.of()).then().statusCode(200);

    for (String tampering :
        List.of(
            "update item set body = '{}' where batch_id = $1",
            "update visit set receipt_amount = 1 where id in (select id from item where batch_id = $1)",
            "insert into item select gen_random_uuid(), device_id, collector_id, batch_id,"
                + " claimed_batch, 9, 'POSITION', now(), now(), hash, '{}' from item"
                + " where batch_id = $1",
            "update batch set seal = 'x' where id = $1")) {
      assertThatThrownBy(() -> database.query(tampering, field.batch))
          .hasMessageContaining("LK001");
    }
  }

  @Test
  void photosThatWereSeenOnceAreNotLookedForAgain() {
    Field field = Field.loggedIn();
    UUID photo = UUID.randomUUID();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 5000);
    @SuppressWarnings("unchecked")
    Map<String, Object> said = (Map<String, Object>) visit.get("visit");
    said.put("photos", List.of(Map.of("id", photo, "sha256", "ab".repeat(32))));
    field.push(List.of(visit));
    service()
        .body(Map.of("collectorId", field.collector, "photos", List.of(photo)))
        .post("/batches/{b}/photos", field.batch)
        .then()
        .statusCode(204);

    service()
        .get("/batches/{b}/photos?collector={c}", field.batch, field.collector)
        .then()
        .body("items", hasSize(0));
    field.close(List.of(visit), 5000, List.of()).then().statusCode(200);
  }

  @Test
  void onlyOneBatchIsOpenAndReopeningIsWrittenDown() {
    Field field = Field.loggedIn();
    assertThat(field.logIn(false).jsonPath().getString("batch.id"))
        .isEqualTo(field.batch.toString());
    reopen(field).then().statusCode(409).body("type", equalTo("urn:loket:problem:batch-open"));
    field.close(List.of(), 0, List.of()).then().statusCode(200);

    reopen(field).then().statusCode(200).body("status", equalTo("OPEN")).body("seal", nullValue());

    field.close(List.of(), 0, List.of()).then().statusCode(200);
    field.logIn(false).then().body("batch.number", equalTo(2));
    reopen(field)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:another-batch-open"));
    assertThat(
            database
                .query(
                    "select string_agg(kind, ' ' order by id) from batch_change where batch_id = $1",
                    field.batch)
                .getFirst()
                .getString(0))
        .isEqualTo("OPENED CLOSED REOPENED CLOSED");
  }

  private static Response reopen(Field field) {
    return service()
        .body(Map.of("by", "admin", "reason", "salah hitung"))
        .post("/batches/{id}/reopening", field.batch);
  }
}
