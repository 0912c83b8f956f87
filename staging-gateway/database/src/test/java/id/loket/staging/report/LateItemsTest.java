package id.loket.staging.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What came too late of somebody who never logs in again is told and reaches the core. */
@StagingTest
class LateItemsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Database database = new Database();

  @Test
  void lateItemsOfWhoNeverLogsInAgainGetABatchOfTheirOwn() {
    Field field = Field.loggedIn();
    field.close(List.of()).then().statusCode(200);
    Map<String, Object> late = field.visit(UUID.randomUUID(), 12_000);
    field.push(List.of(late));
    database.query(
        "update item set received_at = now() - interval '4 days' where id = $1", late.get("id"));

    Row told =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    database.query(
                        "select r.*, v.flags from exchange.result r"
                            + " join exchange.result_visit v using (batch, edition)"
                            + " where v.visit = $1",
                        late.get("id")),
                rows -> !rows.isEmpty())
            .getFirst();

    assertThat(told.getLong("received")).isEqualTo(12_000);
    assertThat(told.getString("flags")).contains("LATE");
    assertThat(
            database
                .query(
                    "select string_agg(kind || ' ' || by, ', ' order by id) from batch_change"
                        + " where batch_id = $1",
                    told.getUUID("batch"))
                .getFirst()
                .getString(0))
        .isEqualTo("OPENED database, CLOSED database");
    field.logIn(false).then().statusCode(200);
  }

  @Test
  void whoIsDismissedIsShownNothingAndWhatTheyRecordedReachesTheCore() {
    Field field = Field.loggedIn();
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 9_000);
    Field.service()
        .body(Map.of("by", "admin", "reason", "kontrak selesai"))
        .post("/collectors/{id}/dismissal", field.collector)
        .then()
        .statusCode(204);

    field.push(List.of(paid)).then().statusCode(200).body("stored", equalTo(1));
    field.pull(null, 10).then().statusCode(200).body("pull", nullValue());
    String dismissed = "urn:loket:problem:collector-dismissed";
    field.logIn(true).then().statusCode(403).body("type", equalTo(dismissed));
    field.close(List.of(paid)).then().statusCode(403).body("type", equalTo(dismissed));
    Field.service()
        .get(
            "/batches/{b}/contents?collector={c}&device={d}",
            field.batch,
            field.collector,
            field.device)
        .then()
        .statusCode(403)
        .body("type", equalTo(dismissed));

    database.query(
        "update collector set dismissed_at = now() - interval '4 days' where id = $1",
        field.collector);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from exchange.result where batch = $1 and received = 9000",
                    field.batch),
            handedOver -> handedOver == 1);
    Field.service().delete("/collectors/{id}/dismissal", field.collector).then().statusCode(204);
    field.logIn(false).then().statusCode(200).body("batch.number", equalTo(2));
  }

  @Test
  void whatCameLatelyWaitsForTheNextLogin() {
    Field field = Field.loggedIn();
    field.close(List.of()).then().statusCode(200);
    Map<String, Object> late = field.visit(UUID.randomUUID(), 12_000);
    field.push(List.of(late));

    String next = field.logIn(false).then().statusCode(200).extract().path("batch.id");

    assertThat(
            database
                .query("select batch_id from item where id = $1", late.get("id"))
                .getFirst()
                .getUUID(0))
        .hasToString(next);
  }
}
