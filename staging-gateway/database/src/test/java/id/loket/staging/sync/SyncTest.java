package id.loket.staging.sync;

import static id.loket.staging.testing.Field.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What devices sent is stored once each, whatever happens on the way (I9). */
@StagingTest
class SyncTest {
  private static final int ORDERS = 12;
  private final Database database = new Database();

  @Test
  void allOrdersAndRepeatsGiveOneState() {
    Map<String, Object> expected = null;
    UUID assignment = UUID.randomUUID();
    for (int seed = 0; seed < ORDERS; seed++) {
      Random random = new Random(seed);
      Field field = Field.loggedIn();
      List<Map<String, Object>> items = day(field, assignment);
      List<Map<String, Object>> sent = new ArrayList<>(items);
      for (int i = 0; i < items.size(); i++) {
        sent.add(items.get(random.nextInt(items.size())));
      }
      Collections.shuffle(sent, random);
      int from = 0;
      while (from < sent.size()) {
        int to = Math.min(sent.size(), from + 1 + random.nextInt(5));
        field.push(sent.subList(from, to)).then().statusCode(200).body("refused", hasSize(0));
        from = to;
      }

      Map<String, Object> state = state(field, items);
      expected = expected == null ? state : expected;
      assertThat(state).as("order %d", seed).isEqualTo(expected);
    }
  }

  /** The same working day every time: two voids, a repeated receipt, a position, a lost photo. */
  private static List<Map<String, Object>> day(Field field, UUID assignment) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      items.add(field.visit(i < 2 ? assignment : UUID.randomUUID(), i * 1000L));
    }
    items.add(field.voiding(items.get(3).get("id")));
    items.add(field.voiding(items.get(4).get("id")));
    items.add(field.position());
    items.add(field.photoMissing(UUID.randomUUID()));
    return items;
  }

  /** What the report says, with ids replaced by the place of the item in the day. */
  private static Map<String, Object> state(Field field, List<Map<String, Object>> items) {
    Map<String, Object> report = field.report().jsonPath().getMap("[0]");
    assertThat(report.get("digest")).isEqualTo(Field.digest(items));
    Map<String, Object> state = new HashMap<>();
    state.put("totals", report.get("totals"));
    List<Object> visits = new ArrayList<>();
    for (Object line : (List<?>) report.get("visits")) {
      Map<?, ?> visit = (Map<?, ?>) line;
      visits.add(List.of(visit.get("sequence"), visit.get("voided"), visit.get("flags")));
    }
    state.put("visits", visits);
    return state;
  }

  @Test
  void aReplayedPushStoresNothingAgain() {
    Field field = Field.loggedIn();
    List<Map<String, Object>> page =
        List.of(field.visit(UUID.randomUUID(), 5000), field.position());
    field.push(page).then().body("stored", equalTo(2)).body("repeated", equalTo(0));

    field.push(page).then().statusCode(200).body("stored", equalTo(0)).body("repeated", equalTo(2));
  }

  @Test
  void anotherItemUnderAKnownIdIsRefusedAndKeptBeside() {
    Field field = Field.loggedIn();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 5000);
    field.push(List.of(visit));
    Map<String, Object> other = new HashMap<>(visit);
    other.put("hash", Field.sha256("other"));

    field
        .push(List.of(other, field.visit(UUID.randomUUID(), 0)))
        .then()
        .statusCode(200)
        .body("stored", equalTo(1))
        .body("refused.problem", hasItem("id-reused"));

    assertThat(
            database.count(
                "select count(*) from refused_item where id = $1", visit.get("id").toString()))
        .isEqualTo(1);
  }

  @Test
  void anItemOfNoBatchIsRefused() {
    Field field = Field.loggedIn();
    Field stranger = Field.loggedIn();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 0);
    visit.put("batchId", stranger.batch);

    field.push(List.of(visit)).then().body("refused.problem", hasItem("batch-unknown"));
  }

  @Test
  void aReplacedDeviceMayStillSendWhatItHasAndNothingElse() {
    Field field = Field.loggedIn();
    field.logIn(false, UUID.randomUUID()).then().statusCode(409);
    field.logIn(true, UUID.randomUUID()).then().statusCode(200);

    field
        .sync(List.of(field.visit(UUID.randomUUID(), 0)), Map.of("limit", 10))
        .then()
        .statusCode(200)
        .body("stored", equalTo(1))
        .body("pull", nullValue());
  }

  @Test
  void nothingOfARevokedDeviceIsTaken() {
    Field field = Field.loggedIn();
    service()
        .body(Map.of("by", "admin", "reason", "dicuri"))
        .post("/devices/{id}/revocation", field.device)
        .then()
        .statusCode(204);

    field
        .push(List.of(field.visit(UUID.randomUUID(), 0)))
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:device-revoked"));
    field.logIn(true).then().statusCode(403);
    String revoked = "urn:loket:problem:device-revoked";
    service()
        .queryParam("collector", field.collector)
        .queryParam("device", field.device)
        .get("/batches/{id}/digest", field.batch)
        .then()
        .statusCode(403)
        .body("type", equalTo(revoked));
    service()
        .queryParam("collector", field.collector)
        .queryParam("device", field.device)
        .queryParam("day", "2026-11-20")
        .get("/reports")
        .then()
        .statusCode(403)
        .body("type", equalTo(revoked));
    field.close(List.of(), 0, List.of()).then().statusCode(403).body("type", equalTo(revoked));
    assertThat(database.count("select count(*) from item where device_id = $1", field.device))
        .isZero();
  }

  @Test
  void revokedDevicesAreListedForThoseWhoCheckTokensThemselves() {
    Instant before = Instant.now().minusSeconds(1);
    Field field = Field.loggedIn();
    service()
        .body(Map.of("by", "admin", "reason", "dicuri"))
        .post("/devices/{id}/revocation", field.device)
        .then()
        .statusCode(204);

    List<String> revoked = new ArrayList<>();
    String cursor = null;
    do {
      var page =
          service()
              .queryParam("since", before.toString())
              .queryParam("limit", 1)
              .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
              .get("/devices/revoked")
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      revoked.addAll(page.getList("items.id", String.class));
      cursor = page.getString("next");
    } while (cursor != null);

    assertThat(revoked).contains(field.device.toString()).doesNotHaveDuplicates();
    service().get("/devices/revoked?since=2999-01-01T00:00:00Z").then().body("items", hasSize(0));
  }

  @Test
  void whatComesForAClosedBatchIsKeptForTheNext() {
    Field field = Field.loggedIn();
    field.close(List.of(), 0, List.of()).then().statusCode(200);
    Map<String, Object> late = field.visit(UUID.randomUUID(), 0);
    field
        .push(List.of(late))
        .then()
        .statusCode(200)
        .body("stored", equalTo(1))
        .body("batch.status", equalTo("CLOSED"));

    String next = field.logIn(false).then().statusCode(200).extract().path("batch.id");

    assertThat(next).isNotEqualTo(field.batch.toString());
    field
        .report()
        .then()
        .body("[0].totals.visits", equalTo(0))
        .body("[1].batch.id", equalTo(next))
        .body("[1].visits[0].flags", hasItem("LATE"));
    field.push(List.of(field.visit(UUID.randomUUID(), 0))).then().body("stored", equalTo(1));
    field.report().then().body("[1].totals.visits", equalTo(2));
  }

  @Test
  void aVisitFromTheFutureIsKeptAndFlagged() {
    Field field = Field.loggedIn();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 0);
    visit.put("recordedAt", "2999-01-01T00:00:00Z");
    field.push(List.of(visit)).then().body("stored", equalTo(1));

    field.report().then().body("[0].visits[0].flags", hasItem("FROM_FUTURE"));
  }

  @Test
  void whatTheGatewayKeptArrivedWhenItWasKept() {
    Field field = Field.loggedIn();
    Instant kept = Instant.now().minus(Duration.ofHours(3));
    Map<String, Object> first = field.visit(UUID.randomUUID(), 0);
    Map<String, Object> second = field.visit(UUID.randomUUID(), 0);
    // by the phone's clock an hour after the gateway had them
    first.put("recordedAt", kept.plus(Duration.ofHours(1)));
    second.put("recordedAt", kept.plus(Duration.ofHours(1)));

    field.pushKept(List.of(first), kept).then().body("stored", equalTo(1));
    // the other one was sent again, and overtook what was kept
    field.push(List.of(second)).then().body("stored", equalTo(1));
    field.pushKept(List.of(second), kept).then().body("repeated", equalTo(1));

    field
        .report()
        .then()
        .body("[0].visits[0].flags", hasItem("FROM_FUTURE"))
        .body("[0].visits[1].flags", hasItem("FROM_FUTURE"));
  }

  @Test
  void onlyServicesMayCall() {
    io.restassured.RestAssured.given()
        .contentType("application/json")
        .body("{}")
        .post("/syncs")
        .then()
        .statusCode(401);
  }
}
