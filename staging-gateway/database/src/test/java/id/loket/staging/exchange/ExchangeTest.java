package id.loket.staging.exchange;

import static id.loket.staging.testing.Field.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.ServiceTransaction;
import id.loket.staging.testing.StagingTest;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the core supplies reaches the phones; what is closed reaches the core; both sides agree. */
@StagingTest
class ExchangeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicLong SUPPLIES = new AtomicLong();
  private final Database database = new Database();

  private String region = UUID.randomUUID().toString().substring(0, 8);

  @Test
  void aSupplyReachesThePhoneAndOnlyWhatChangesComesAgain() {
    Field field = Field.loggedIn();
    long first = supply(field, 1200, false);
    awaitTaken(first);

    JsonPath page = field.pull(null, 500).jsonPath();
    assertThat(page.getBoolean("pull.full")).isTrue();
    int seen = page.getList("pull.changes").size();
    while (page.getBoolean("pull.more")) {
      page = field.pull(page.getString("pull.token"), 500).jsonPath();
      assertThat(page.getBoolean("pull.full")).isTrue();
      seen += page.getList("pull.changes").size();
    }
    assertThat(seen).isEqualTo(1200);
    String token = page.getString("pull.token");
    field
        .pull(token, 500)
        .then()
        .body("pull.full", equalTo(false))
        .body("pull.changes", hasSize(0));

    long second = supply(field, 1, true);
    awaitTaken(second);
    field
        .pull(token, 500)
        .then()
        .body("pull.changes", hasSize(1))
        .body("pull.changes[0].deleted", equalTo(true));
    field.pull("not-ours", 1).then().body("pull.full", equalTo(true));
  }

  @Test
  void takingTheSameAgainChangesNothing() {
    Field field = Field.loggedIn();
    long first = supply(field, 3, false);
    awaitTaken(first);
    String token = field.pull(null, 10).jsonPath().getString("pull.token");

    long again = supply(field, 3, false);
    awaitTaken(again);

    field.pull(token, 10).then().body("pull.changes", hasSize(0));
    assertThat(database.count("select count(*) from assignment where collector = $1", field.email))
        .isEqualTo(3);
  }

  @Test
  void anAssignmentThatMovesIsTakenFromOneAndGivenToTheOther() {
    Field before = Field.loggedIn();
    Field after = Field.loggedIn();
    long first = supply(before, 2, false);
    awaitTaken(first);
    String token = before.pull(null, 10).jsonPath().getString("pull.token");

    long moved = supply(after, 1, false);
    awaitTaken(moved);

    before.pull(token, 10).then().body("pull.changes.deleted", equalTo(List.of(true)));
    after.pull(null, 10).then().body("pull.changes.deleted", equalTo(List.of(false)));
  }

  @Test
  void aSupplyWhoseTotalsAreWrongIsNotTakenAtAll() {
    Field field = Field.loggedIn();
    long wrong = lines(field, 2, false);
    database.query("insert into exchange.supply (id, lines, outstanding) values ($1, 3, 1)", wrong);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(statusOf(wrong)).isEqualTo("REFUSED"));
    field.pull(null, 10).then().body("pull.changes", hasSize(0));
  }

  @Test
  void afterARestoreIntoAnotherClusterNoPhoneIsToldThatEverythingIsNothing() {
    Field field = Field.loggedIn();
    long first = supply(field, 3, false);
    awaitTaken(first);
    String token = field.pull(null, 10).jsonPath().getString("pull.token");
    // as a dump leaves it in a new cluster: rows of transactions that are far in the future there
    ServiceTransaction restored =
        ServiceTransaction.begin("update database_cluster set system_identifier = 1");
    restored.run("update change set transaction = '99999999999'::xid8");
    restored.run("update device set synced_in = '99999999999'::xid8");
    restored.commit();

    for (String held : Arrays.asList(token, null)) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> field.pull(held, 10),
              answer -> {
                if (answer.statusCode() == 200) {
                  answer.then().body("pull.full", equalTo(true)).body("pull.changes", hasSize(3));
                }
                return answer.statusCode() == 200;
              });
    }
  }

  @Test
  void whileATransactionIsUnderWayEverythingIsStillEverything() {
    Field field = Field.loggedIn();
    awaitTaken(supply(field, 1, false));
    ServiceTransaction underWay = ServiceTransaction.begin("select pg_current_xact_id()");
    try {
      long second = supply(field, 2, false);
      await().atMost(PATIENCE).until(() -> statusOf(second), "TAKEN"::equals);

      var full = field.pull(null, 10).jsonPath();
      assertThat(full.getBoolean("pull.full")).isTrue();
      assertThat(full.getList("pull.changes")).hasSize(2);
      // what was not settled then comes again with what follows
      String token = full.getString("pull.token");
      underWay.commit();
      await()
          .atMost(PATIENCE)
          .until(
              () -> field.pull(token, 10).jsonPath().getList("pull.changes.id"),
              changes -> changes.size() >= 1);
    } finally {
      underWay.end();
    }
  }

  @Test
  void aTokenFromBeforeForgottenTombstonesBeginsAnew() {
    Field field = Field.loggedIn();
    long first = supply(field, 1, false);
    awaitTaken(first);
    String token = field.pull(null, 10).jsonPath().getString("pull.token");
    database.query("update change_horizon set transaction = pg_current_xact_id()");

    field.pull(token, 10).then().body("pull.full", equalTo(true)).body("pull.changes", hasSize(1));
  }

  @Test
  void aClosedBatchReachesTheCoreAndBothSidesAgree() {
    Field field = Field.loggedIn();
    Map<String, Object> paid = field.visit(UUID.randomUUID(), 25_000);
    field.push(List.of(paid));
    field.close(List.of(paid), 25_000, List.of()).then().statusCode(200);

    Row result = awaitResult(field);
    assertThat(result.getInteger("visits")).isEqualTo(1);
    assertThat(result.getInteger("edition")).isEqualTo(1);
    assertThat(
            database.count(
                "select count(*) from exchange.result_visit where batch = $1 and amount = 25000"
                    + " and flags = 'ASSIGNMENT_UNKNOWN'",
                field.batch))
        .isEqualTo(1);
    database.query(
        "insert into exchange.result_receipt (batch, edition, visits, received)"
            + " values ($1, 1, 1, 25000)",
        field.batch);
    Map<String, Object> told =
        service()
            .get("/exchange")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath()
            .getMap("results.find { it.batch == '" + field.batch + "' }");
    assertThat(told)
        .containsEntry("agrees", true)
        .containsEntry("takenReceived", List.of(Map.of("amount", 25_000, "currency", "IDR")));
  }

  @Test
  void aSupplyThatFailsHoldsUpNeitherLaterOnesNorResults() {
    Field field = Field.loggedIn();
    database.query(
        """
        create or replace function break_supply() returns trigger language plpgsql as
        $$ begin raise exception 'this contract cannot be written'; end $$
        """);
    database.query(
        "create trigger broken before insert on contract for each row when (new.core_ref like '"
            + region
            + "-broken%') execute function break_supply()");
    String whole = region;
    try {
      region = whole + "-broken";
      long broken = supply(field, 1, false);
      await().atMost(PATIENCE).until(() -> failures().contains(Long.toString(broken)));
      region = whole;
      long later = supply(field, 2, false);
      awaitTaken(later);
      Map<String, Object> paid = field.visit(UUID.randomUUID(), 7_000);
      field.push(List.of(paid));
      field.close(List.of(paid)).then().statusCode(200);
      awaitResult(field);
      assertThat(statusOf(broken)).isEqualTo("TAKING");

      database.query("drop trigger broken on contract");
      database.query("update exchange_failure set due_at = now()");
      awaitTaken(broken);
      assertThat(failures()).doesNotContain(Long.toString(broken));
    } finally {
      database.query("drop trigger if exists broken on contract");
    }
  }

  private List<String> failures() {
    return service().get("/exchange").jsonPath().getList("failures.id");
  }

  @Test
  void aSupplyWithALineThatCannotBeTakenIsRefusedWhole() {
    Field field = Field.loggedIn();
    long unfit = lines(field, 3, false);
    database.query(
        "update exchange.supply_line set customer = repeat('x', 201) where supply = $1 and line ="
            + " 2",
        unfit);
    head(unfit);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(statusOf(unfit)).isEqualTo("REFUSED"));
    assertThat(
            database
                .query("select reason from exchange.supply_progress where supply = $1", unfit)
                .getFirst()
                .getString(0))
        .startsWith("line 2 ");
  }

  @Test
  void whatAnOlderSupplySaysCountsForNothingWhenItIsTakenLater() {
    Field field = Field.loggedIn();
    long older = lines(field, 1, false);
    long first = supply(field, 1, false);
    awaitTaken(first);
    long middle = lines(field, 1, false);
    database.query(
        "update exchange.supply_line set outstanding = 77, name = 'Siti lama' where supply in ($1,"
            + " $2)",
        older,
        middle);
    // it says what the first said and changes nothing: what was said between them is outdated
    long last = supply(field, 1, false);
    awaitTaken(last);
    String token = field.pull(null, 10).jsonPath().getString("pull.token");

    head(middle);
    awaitTaken(middle);
    head(older);
    awaitTaken(older);

    field.pull(token, 10).then().body("pull.changes", hasSize(0));
    field
        .pull(null, 10)
        .then()
        .body("pull.changes[0].assignment.outstanding.amount", equalTo(1000))
        .body("pull.changes[0].assignment.customer.name", equalTo("Siti 1"));
  }

  private Row awaitResult(Field field) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> database.query("select * from exchange.result where batch = $1", field.batch),
            rows -> !rows.isEmpty())
        .getFirst();
  }

  /** Taken, and nothing under way that makes phones wait for the next pull. */
  private void awaitTaken(long supply) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(statusOf(supply)).isEqualTo("TAKEN"));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from change"
                        + " where transaction >= pg_snapshot_xmin(pg_current_snapshot())"),
            later -> later == 0);
  }

  private String statusOf(long supply) {
    List<Row> rows =
        database.query("select status from exchange.supply_progress where supply = $1", supply);
    return rows.isEmpty() ? "OFFERED" : rows.getFirst().getString(0);
  }

  private long supply(Field field, int lines, boolean withdrawn) {
    long id = lines(field, lines, withdrawn);
    head(id);
    return id;
  }

  private void head(long supply) {
    database.query(
        "insert into exchange.supply (id, lines, outstanding)"
            + " select $1, count(*), sum(outstanding) from exchange.supply_line where supply = $1",
        supply);
  }

  private long lines(Field field, int lines, boolean withdrawn) {
    long id = SUPPLIES.incrementAndGet();
    database.query(
        """
        insert into exchange.supply_line (supply, line, assignment, collector, day, withdrawn,
          contract, outstanding, due_date, customer, name, address)
        select $1, n, $2 || '-A' || n, $3, current_date, $4, $2 || '-K' || n, 1000 * n,
          current_date, $2 || '-C' || n, 'Siti ' || n, 'Jl. Braga ' || n
        from generate_series(1, $5::int) n
        """,
        id,
        region,
        field.email,
        withdrawn,
        lines);
    return id;
  }
}
