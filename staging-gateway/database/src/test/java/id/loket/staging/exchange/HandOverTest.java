package id.loket.staging.exchange;

import static id.loket.staging.testing.Field.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** I11: what the core is handed is what was sealed, and every later void reaches it. */
@StagingTest
class HandOverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MANY = 5_200;
  private static final int PAGE = 500;

  private final Database database = new Database();

  @Test
  void aVoidBetweenSealingAndHandingOverChangesNothingOfWhatWasSealedAndIsToldBeside() {
    Field field = Field.loggedIn();
    UUID first = field.batch;
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 150_000);
    field.push(List.of(paid));
    holdTheExchange();
    try {
      field.close(List.of(paid)).then().statusCode(200);
      voidLater(field, paid);
    } finally {
      letTheExchangeGoOn();
    }

    Row result = awaitResult(first, 1);
    assertThat(result.getInteger("visits")).isEqualTo(1);
    assertThat(result.getLong("received")).isEqualTo(150_000);
    assertThat(result.getString("seal"))
        .isEqualTo(text("select seal from batch where id = $1", first));
    assertThat(visit(paid).getBoolean("voided")).isFalse();
    assertThat(awaitVoid(paid).getString("reason")).isEqualTo("salah");
  }

  @Test
  void aVoidAfterTheHandOverReachesTheCoreAndBothSidesSayWhetherTheyAgree() {
    Field field = Field.loggedIn();
    UUID first = field.batch;
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 20_000);
    field.push(List.of(paid));
    field.close(List.of(paid)).then().statusCode(200);
    awaitResult(first, 1);

    voidLater(field, paid);

    awaitVoid(paid);
    database.query(
        "insert into exchange.result_receipt (batch, edition, visits, received)"
            + " values ($1, 1, 1, 20000)",
        first);
    assertThat(told(first))
        .containsEntry("voids", 1)
        .containsEntry("takenVoids", 0)
        .containsEntry("agrees", false);
    database.query(
        "insert into exchange.void_receipt select batch, edition, visit from exchange.result_void"
            + " where batch = $1",
        first);
    assertThat(told(first)).containsEntry("takenVoids", 1).containsEntry("agrees", true);
    assertThat(database.count("select count(*) from later_void")).isZero();
  }

  @Test
  void whatWasTakenBackBeforeSealingIsSealedSoAndToldOnce() {
    Field field = Field.loggedIn();
    Map<String, Object> wrong = field.visit(UUID.randomUUID(), 20_000);
    Map<String, Object> undo = field.voiding(wrong.get("id"));
    field.push(List.of(wrong, undo));
    field.close(List.of(wrong, undo), 0, List.of()).then().statusCode(409);
    service()
        .body(
            Map.of(
                "collectorId",
                field.collector,
                "deviceId",
                field.device,
                "items",
                2,
                "digest",
                Field.digest(List.of(wrong, undo)),
                "receipts",
                List.of(),
                "photos",
                List.of()))
        .post("/batches/{id}/closing", field.batch)
        .then()
        .statusCode(200);

    Row result = awaitResult(field.batch, 1);
    assertThat(result.getInteger("visits")).isZero();
    assertThat(result.getLong("received")).isZero();
    assertThat(visit(wrong).getBoolean("voided")).isTrue();
    assertThat(
            database.count(
                "select count(*) from exchange.result_void where batch = $1", field.batch))
        .isZero();
  }

  @Test
  void aBatchThatIsReopenedAndClosedAgainComesAsSealedThen() {
    Field field = Field.loggedIn();
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 20_000);
    field.push(List.of(paid));
    field.close(List.of(paid)).then().statusCode(200);
    awaitResult(field.batch, 1);
    service()
        .body(Map.of("by", "admin", "reason", "salah hitung"))
        .post("/batches/{id}/reopening", field.batch)
        .then()
        .statusCode(200);
    Map<String, Object> more = field.visit(UUID.randomUUID(), 5_000);
    field.push(List.of(more));

    field.close(List.of(paid, more)).then().statusCode(200);

    assertThat(awaitResult(field.batch, 2).getLong("received")).isEqualTo(25_000);
    assertThat(
            database.count(
                "select count(*) from exchange.result_visit where batch = $1 and edition = 2",
                field.batch))
        .isEqualTo(2);
  }

  @Test
  void moneyOfTwoCurrenciesIsNeverOneSum() {
    Field field = Field.loggedIn();
    Map<String, Object> rupiah = field.visit(UUID.randomUUID(), 20_000);
    Map<String, Object> dollars = field.visit(UUID.randomUUID(), 300);
    inDollars(dollars);
    field.push(List.of(rupiah, dollars));
    field.close(List.of(rupiah, dollars)).then().statusCode(200);

    Row result = awaitResult(field.batch, 1);
    assertThat(result.getValue("received")).isNull();
    assertThat(
            text(
                """
                select string_agg(currency || ' ' || received, ', ' order by currency)
                from exchange.result_money where batch = $1
                """,
                field.batch))
        .isEqualTo("IDR 20000, USD 300");
    database.query(
        "insert into exchange.result_receipt (batch, edition, visits) values ($1, 1, 2)",
        field.batch);
    assertThat(told(field.batch)).containsEntry("agrees", false);
    database.query(
        "insert into exchange.receipt_money"
            + " select batch, edition, currency, received from exchange.result_money"
            + " where batch = $1",
        field.batch);
    assertThat(told(field.batch)).containsEntry("agrees", true);
  }

  @Test
  void aLongDayIsHandedOverWholeWithTheFlagsOfItsLastVisitsToo() {
    Field field = Field.loggedIn();
    List<Map<String, Object>> day = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      day.add(field.visit(UUID.randomUUID(), i % 2 == 0 ? 1_000 : 0));
    }
    for (int from = 0; from < MANY; from += PAGE) {
      field.push(day.subList(from, Math.min(from + PAGE, MANY))).then().statusCode(200);
    }
    field.close(day).then().statusCode(200);

    assertThat(awaitResult(field.batch, 1).getLong("received")).isEqualTo(MANY / 2 * 1_000L);
    assertThat(
            database.count(
                "select count(*) from exchange.result_visit"
                    + " where batch = $1 and flags = 'ASSIGNMENT_UNKNOWN'",
                field.batch))
        .isEqualTo(MANY);
  }

  @Test
  void theDatabaseItselfRefusesToChangeWhatVisitsWereSealedAs() {
    Field field = Field.loggedIn();
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 20_000);
    field.push(List.of(paid));
    field.close(List.of(paid)).then().statusCode(200);

    for (String tampering :
        List.of(
            "update sealed_visit set voided = true where batch_id = $1",
            "delete from sealed_visit where batch_id = $1")) {
      assertThatThrownBy(() -> database.query(tampering, field.batch))
          .hasMessageContaining("LK001");
    }
  }

  /** In the collector's next batch. */
  private static void voidLater(Field field, Map<String, Object> visit) {
    field.batch =
        UUID.fromString(field.logIn(false).then().statusCode(200).extract().path("batch.id"));
    field.push(List.of(field.voiding(visit.get("id")))).then().body("stored", equalTo(1));
  }

  private static void inDollars(Map<String, Object> visit) {
    @SuppressWarnings("unchecked")
    Map<String, Object> said = (Map<String, Object>) visit.get("visit");
    Map<String, Object> receipt = new HashMap<>();
    ((Map<?, ?>) said.get("receipt")).forEach((name, value) -> receipt.put(name.toString(), value));
    receipt.put("currency", "USD");
    said.put("receipt", receipt);
  }

  /** As if another replica had the lease. */
  private void holdTheExchange() {
    database.query(
        """
        insert into lease (name, holder, until)
        values ('core-exchange', gen_random_uuid(), now() + interval '1 hour')
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        """);
  }

  private void letTheExchangeGoOn() {
    database.query("delete from lease where name = 'core-exchange'");
  }

  private Row awaitResult(UUID batch, int edition) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.query(
                    "select * from exchange.result where batch = $1 and edition = $2",
                    batch,
                    edition),
            rows -> !rows.isEmpty())
        .getFirst();
  }

  private Row awaitVoid(Map<String, Object> visit) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.query(
                    "select * from exchange.result_void where visit = $1", visit.get("id")),
            rows -> !rows.isEmpty())
        .getFirst();
  }

  private Row visit(Map<String, Object> visit) {
    return database
        .query("select * from exchange.result_visit where visit = $1", visit.get("id"))
        .getFirst();
  }

  private String text(String sql, Object parameter) {
    return database.query(sql, parameter).getFirst().getString(0);
  }

  private static Map<String, Object> told(UUID batch) {
    return service()
        .get("/exchange")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getMap("results.find { it.batch == '" + batch + "' }");
  }
}
