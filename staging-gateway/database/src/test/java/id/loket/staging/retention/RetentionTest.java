package id.loket.staging.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was kept long enough goes, and nothing else does: growth ends. */
@StagingTest
class RetentionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Retention retention;

  private final Database database = new Database();

  @Test
  void aDayThatWasHandedOverLongAgoIsForgottenWhole() {
    Field field = closedDay();
    UUID young = field.batch;
    Field old = closedDay();
    taken(old.batch);
    age(old.batch, 401);

    clean();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (String table :
                  List.of(
                      "batch where id",
                      "batch_change where batch_id",
                      "sealed_visit where batch_id",
                      "item where batch_id",
                      "exchange.result where batch",
                      "exchange.result_visit where batch",
                      "exchange.result_receipt where batch")) {
                assertThat(database.count("select count(*) from " + table + " = $1", old.batch))
                    .as(table)
                    .isZero();
              }
            });
    assertThat(database.count("select count(*) from visit where collector_id = $1", old.collector))
        .isZero();
    assertThat(database.count("select count(*) from item where batch_id = $1", young)).isEqualTo(4);
    // what it counts its items from is still known
    old.logIn(false).then().statusCode(200).body("lastSequence", equalTo(4));
  }

  @Test
  void whereSomebodyWasIsForgottenSoonerAndTheDayIsStillWhatWasSealed() {
    Field field = closedDay();
    String sealed = text("select sealed::jsonb ->> 'digest' from batch where id = $1", field.batch);
    age(field.batch, 91);
    database.query("alter table item disable trigger item_changed");
    database.query(
        "update item set received_at = now() - interval '91 days' where batch_id = $1",
        field.batch);
    database.query("alter table item enable trigger item_changed");

    clean();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from item where batch_id = $1 and kind = 'POSITION'"
                        + " and body = '' and lat is null and lon is null",
                    field.batch),
            forgotten -> forgotten == 1);
    assertThat(
            text(
                """
                select encode(sha256(convert_to(
                  string_agg(id::text || ' ' || hash || E'\\n', '' order by id), 'UTF8')), 'hex')
                from item where batch_id = $1
                """,
                field.batch))
        .isEqualTo(sealed);
    assertThat(
            database.count(
                "select count(*) from item where batch_id = $1 and body <> ''", field.batch))
        .isEqualTo(3);
    assertThatThrownBy(
            () ->
                database.query(
                    "update item set body = '' where batch_id = $1 and kind = 'VISIT'",
                    field.batch))
        .hasMessageContaining("LK001");
  }

  @Test
  void whatBothSidesHaveIsNotKeptTwiceForEver() {
    Field field = closedDay();
    taken(field.batch);
    database.query(
        "update exchange.result set written_at = now() - interval '91 days' where batch = $1",
        field.batch);

    clean();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from exchange.result_visit where batch = $1", field.batch),
            left -> left == 0);
    assertThat(database.count("select count(*) from exchange.result where batch = $1", field.batch))
        .isEqualTo(1);
  }

  @Test
  void notEvenTheServiceForgetsADayThatIsYoungOrWasNotHandedOver() {
    Field field = closedDay();
    assertThatThrownBy(
            () ->
                database.query("update batch set forgotten_at = now() where id = $1", field.batch))
        .hasMessageContaining("LK001");
    assertThatThrownBy(
            () -> database.query("delete from sealed_visit where batch_id = $1", field.batch))
        .hasMessageContaining("LK001");
  }

  /** A visit, one that was taken back, and a position; sealed and handed over. */
  private Field closedDay() {
    Field field = Field.loggedIn();
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 5_000);
    Map<String, Object> wrong = field.visit(UUID.randomUUID(), 0);
    List<Map<String, Object>> day = new ArrayList<>(List.of(paid, wrong));
    day.add(field.voiding(wrong.get("id")));
    day.add(field.position());
    field.push(day).then().body("stored", equalTo(4));
    field.close(day).then().statusCode(200);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from exchange.result where batch = $1", field.batch),
            handedOver -> handedOver == 1);
    return field;
  }

  private void clean() {
    Cleaning.run(retention).await().atMost(PATIENCE);
  }

  private void taken(UUID batch) {
    database.query(
        "insert into exchange.result_receipt (batch, edition, visits, received, taken_at)"
            + " values ($1, 1, 1, 5000, now() - interval '91 days')",
        batch);
  }

  private void age(UUID batch, int days) {
    database.query("alter table batch disable trigger batch_sealed");
    database.query(
        "update batch set closed_at = now() - $2::int * interval '1 day' where id = $1",
        batch,
        days);
    database.query("alter table batch enable trigger batch_sealed");
  }

  private String text(String sql, Object parameter) {
    return database.query(sql, parameter).getFirst().getString(0);
  }
}
