package id.loket.staging.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
