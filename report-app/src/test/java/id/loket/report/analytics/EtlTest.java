package id.loket.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.report.testing.ReportAppTest;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@ReportAppTest
class EtlTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant LAST_SPRING = Instant.parse("2026-04-02T03:04:05Z");

  private static final ReportIndexes INDEXES = new ReportIndexes(null, null);

  private final City city = new City();

  @Test
  void aReportIsTakenOverOnceAndAgainWhenItChanges() {
    UUID report = city.report("etl-lamp", LAST_SPRING);

    EtlRun first = city.run();
    assertThat(first.failure()).isNull();
    assertThat(first.taken()).isPositive();
    assertThat(City.document(report).path("status").asText()).isEqualTo("RECEIVED");
    assertThat(city.run().taken()).isZero();

    city.query(
        """
        update report set status = 'RESOLVED', resolved_at = created_at + interval '30 hours'
        where id = $1
        """,
        report);
    assertThat(city.run().taken()).isEqualTo(1);
    assertThat(City.document(report).path("status").asText()).isEqualTo("RESOLVED");
    assertThat(City.document(report).path("hoursToResolve").asDouble()).isEqualTo(30);
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void whatIsDeletedIsTakenOut() {
    UUID report = city.report("etl-lamp", LAST_SPRING);
    city.run();
    assertThat(City.document(report).isMissingNode()).isFalse();

    city.query("update report set deleted_at = now() where id = $1", report);
    EtlRun run = city.run();

    assertThat(run.deleted()).isEqualTo(1);
    assertThat(City.document(report).isMissingNode()).isTrue();
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void aTransactionThatCommitsLateIsNotMissed() {
    city.run();
    UUID category = city.category("etl-lamp");
    UUID late = Ids.next();
    SqlConnection connection = City.database().getConnection().await().atMost(PATIENCE);
    Transaction slow = connection.begin().await().atMost(PATIENCE);
    connection
        .preparedQuery(City.INSERT)
        .execute(Tuple.of(late, category, -6.9, 107.6, LAST_SPRING.atOffset(ZoneOffset.UTC)))
        .await()
        .atMost(PATIENCE);

    UUID quick = city.report("etl-lamp", LAST_SPRING);
    city.run();
    assertThat(City.document(late).isMissingNode()).isTrue();

    slow.commit().await().atMost(PATIENCE);
    connection.close().await().atMost(PATIENCE);
    city.run();

    assertThat(City.document(late).isMissingNode()).isFalse();
    assertThat(City.document(quick).isMissingNode()).isFalse();
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void aTransactionElsewhereIsWaitedFor() {
    city.run();
    SqlConnection connection = City.database().getConnection().await().atMost(PATIENCE);
    Transaction elsewhere = connection.begin().await().atMost(PATIENCE);
    connection.query("select pg_current_xact_id()").execute().await().atMost(PATIENCE);
    UUID report = city.report("etl-lamp", LAST_SPRING);

    city.as("admin").post("/analytics/etl").then().statusCode(202);
    city.status().body("pending", equalTo(1));
    elsewhere.commit().await().atMost(PATIENCE);
    connection.close().await().atMost(PATIENCE);

    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !city.status().extract().as(EtlStatus.class).running());
    assertThat(City.document(report).isMissingNode()).isFalse();
    city.status().body("pending", equalTo(0));
  }

  @Test
  void whatWaitsIsCountedAndLagsButIsNoDifference() {
    city.run();
    UUID report = city.report("etl-lamp", LAST_SPRING);

    city.status()
        .body("pending", equalTo(1))
        .body("lagSeconds", greaterThan(0.0f))
        .body("comparison.differences", equalTo(0));

    city.run();
    city.status().body("pending", equalTo(0)).body("lagSeconds", equalTo(0.0f));
    assertThat(City.document(report).isMissingNode()).isFalse();
  }

  @Test
  void aDocumentThatIsLostChangedOrWithoutAReportIsFoundAndMended() {
    UUID lost = city.report("etl-lamp", LAST_SPRING);
    UUID gone = city.report("etl-lamp", LAST_SPRING);
    city.run();
    int generation = city.status().extract().path("generation");
    String index = INDEXES.name(generation, LAST_SPRING);
    City.searchDelete("/" + index + "/_doc/" + lost + "?refresh=true").require(200);
    city.query("delete from report where id = $1", gone);

    Comparison found = city.comparison();
    assertThat(found.differences()).isEqualTo(2);
    assertThat(found.examples()).containsExactlyInAnyOrder(lost, gone);

    EtlRun run = city.run();
    assertThat(run.repaired()).isEqualTo(2);
    assertThat(City.document(lost).isMissingNode()).isFalse();
    assertThat(City.document(gone).isMissingNode()).isTrue();
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void whatDiffersIsFoundAmongManyReportsOfADayAlsoWhileChangesWait() {
    UUID category = city.category("etl-many");
    city.query(
        """
        insert into report (id, category_id, note, lat, lon, cell, anonymous, status, unit, due_at,
          created_at)
        select gen_random_uuid(), $1, 'uji', -6.9, 107.6, 1, false, 'RECEIVED', 'etl',
          now() + interval '1 year', timestamptz '2026-03-05T01:00Z' + n * interval '1 ms'
        from generate_series(1, 4500) as n
        """,
        category);
    assertThat(city.run().failure()).isNull();
    assertThat(city.comparison().differences()).isZero();
    int generation = city.status().extract().path("generation");
    String index = INDEXES.name(generation, LAST_SPRING);
    List<UUID> lost =
        city
            .query(
                """
                select id from report where category_id = $1
                order by id limit 3 offset 2100
                """,
                category)
            .stream()
            .map(row -> row.getUUID(0))
            .toList();
    lost.forEach(
        id -> City.searchDelete("/" + index + "/_doc/" + id + "?refresh=true").require(200));
    city.query(
        """
        update report set votes = votes + 1 where category_id = $1 and not id = any($2)
          and id in (select id from report where category_id = $1 order by id limit 1500)
        """,
        category,
        lost.toArray(UUID[]::new));

    city.status().body("pending", equalTo(1500));
    assertThat(city.comparison().differences()).isEqualTo(3);
    assertThat(city.comparison().examples()).containsExactlyInAnyOrderElementsOf(lost);
    assertThat(city.run().repaired()).isEqualTo(3);
    assertThat(city.comparison().differences()).isZero();
    // others' lists and counts stay short
    city.query("update report set deleted_at = now() where category_id = $1", category);
    assertThat(city.run().failure()).isNull();
  }

  @Test
  void aCategoryWithAnotherCodeHasItInItsDocumentsToo() {
    UUID category = city.category("etl-renamed");
    city.query("update category set code = 'etl-old-code' where id = $1", category);
    UUID report = city.report("etl-old-code", LAST_SPRING);
    city.run();
    assertThat(City.document(report).path("category").asText()).isEqualTo("etl-old-code");

    city.query("update category set code = 'etl-new-code' where id = $1", category);
    assertThat(city.run().failure()).isNull();

    assertThat(City.document(report).path("category").asText()).isEqualTo("etl-new-code");
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void aDatabaseRestoredIntoAnotherClusterIsTakenAnewAndNobodyIsToldThereIsNothing() {
    UUID report = city.report("etl-restored", LAST_SPRING);
    assertThat(city.run().failure()).isNull();
    // as a dump has it that was made where transactions had got much further
    city.query("alter table report disable trigger report_is_changed");
    city.query(
        """
        update report set changed_in = (changed_in::text::bigint + 50000000)::text::xid8
        """);
    city.query("alter table report enable trigger report_is_changed");
    city.query("update etl set position = position + 50000000");
    long all = city.number("select count(*) from report where deleted_at is null");

    EtlRun run = city.run();

    assertThat(run.failure()).isNull();
    assertThat(run.kind()).isEqualTo("rebuild");
    assertThat(run.taken()).isGreaterThanOrEqualTo(all);
    assertThat(city.comparison().differences()).isZero();
    assertThat(city.comparison().documents()).isGreaterThanOrEqualTo(all);
    city.query("update report set status = 'VERIFIED' where id = $1", report);
    city.run();
    assertThat(City.document(report).path("status").asText()).isEqualTo("VERIFIED");
  }

  @Test
  void anotherClusterIsNoticedAlsoWhereItsTransactionsAreFurther() {
    city.report("etl-restored", LAST_SPRING);
    assertThat(city.run().failure()).isNull();
    city.query("update database_cluster set system_identifier = 1");

    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> city.query("select rebuild_due from etl").getFirst().getBoolean("rebuild_due"));
    city.status().body("obstacle", notNullValue());
    EtlRun run = city.run();

    assertThat(run.failure()).isNull();
    assertThat(run.kind()).isEqualTo("rebuild");
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void aDatabasePutBackToAnEarlierStateIsTakenAnew() {
    UUID report = city.report("etl-put-back", LAST_SPRING);
    city.run();
    // as after a recovery to a moment before the change OpenSearch has
    city.query("alter table report disable trigger report_is_changed");
    city.query(
        """
        update report set checked = 1,
          changed_in = (changed_in::text::bigint - 1)::text::xid8 where id = $1
        """,
        report);
    city.query("alter table report enable trigger report_is_changed");

    EtlRun run = city.run();

    assertThat(run.failure()).isNull();
    assertThat(run.kind()).isEqualTo("rebuild");
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void anIndexOfAYearLongAgoGoesAndItsReportsAreLeftOut() {
    city.run();
    int generation = city.status().extract().path("generation");
    Instant longAgo = Instant.parse("2009-05-01T00:00:00Z");
    String index = INDEXES.name(generation, longAgo);
    UUID report = city.report("etl-lamp", longAgo);
    // as it is when its last year has passed
    City.searchPut("/" + index, "{\"aliases\": {\"loket-reports\": {}}}").require(200);

    assertThat(city.run().failure()).isNull();

    assertThat(City.search("/_cat/indices/loket-reports-v*?h=index").body())
        .asString()
        .doesNotContain(index);
    assertThat(City.document(report).isMissingNode()).isTrue();
    assertThat(city.comparison().differences()).isZero();
    // others compare with all there are
    city.query("update report set deleted_at = now() where id = $1", report);
  }

  @Test
  void whatIsKeptAddsUpToWhatThereIs() {
    UUID changed = city.report("etl-lamp", LAST_SPRING);
    UUID moved = city.report("etl-lamp", LAST_SPRING);
    city.query("update report set votes = 3 where id = $1", changed);
    city.query(
        "update report set created_at = created_at + interval '40 days' where id = $1", moved);
    city.query("update report set deleted_at = now() where id = $1", changed);

    assertThat(
            city.query(
                """
                with kept as (
                  select month, sum(reports) as reports, sum(checks) as checks from report_sum
                  group by month),
                there as (
                  select date_trunc('month', created_at at time zone 'UTC')::date as month,
                    count(*) as reports, sum(checked) as checks
                  from report where deleted_at is null group by 1)
                select * from kept full join there using (month)
                where coalesce(kept.reports, 0) <> coalesce(there.reports, 0)
                  or coalesce(kept.checks, 0) <> coalesce(there.checks, 0)
                """))
        .isEmpty();
  }

  @Test
  void allReportsAreTakenAnewWhileEverybodyIsAnswered() throws Exception {
    UUID thisYear = city.report("etl-rebuilt", LAST_SPRING);
    UUID before = city.report("etl-rebuilt", Instant.parse("2024-12-31T23:59:00Z"));
    city.run();
    int generation = city.status().extract().path("generation");
    AtomicBoolean done = new AtomicBoolean();
    List<String> answers = new ArrayList<>();
    Thread asking =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!done.get()) {
                    answers.add(
                        city.as("officer")
                            .queryParam("category", "etl-rebuilt")
                            .get("/analytics/counts")
                            .then()
                            .extract()
                            .asString());
                  }
                });

    EtlRun run = city.run("?rebuild=true");
    done.set(true);
    asking.join();

    assertThat(run.failure()).isNull();
    assertThat(run.kind()).isEqualTo("rebuild");
    assertThat(answers).isNotEmpty().allMatch(answer -> answer.contains("\"total\":2"));
    city.status().body("generation", equalTo(generation + 1));
    assertThat(city.comparison().differences()).isZero();
    city.run(); // removes what is asked no more
    assertThat(City.search("/_cat/indices/loket-reports-v*?h=index").body())
        .asString()
        .contains(
            INDEXES.name(generation + 1, LAST_SPRING),
            INDEXES.name(generation + 1, Instant.parse("2024-12-31T23:59:00Z")))
        .doesNotContain("-%06d-".formatted(generation));
    assertThat(City.document(before).isMissingNode()).isFalse();
    assertThat(City.document(thisYear).isMissingNode()).isFalse();
  }

  @Test
  void aRunThatDiedAfterTheSwitchIsUnderstoodByTheNext() {
    city.report("etl-lamp", LAST_SPRING);
    city.run();
    int generation = city.status().extract().path("generation");
    // as if the run that made this generation had not written down that it is live
    city.query(
        """
        update etl set generation = $1, building = $2, building_at = position, position = 0
        """,
        generation - 1,
        generation);

    EtlRun run = city.run();

    assertThat(run.kind()).isEqualTo("incremental");
    city.status().body("generation", equalTo(generation));
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void anOpenSearchThatWasEmptiedIsFilledAgain() {
    UUID report = city.report("etl-lamp", LAST_SPRING);
    city.run();
    City.searchDelete("/loket-reports-v" + ReportIndexes.MAPPING + "-*").require(200);

    city.as("officer")
        .header("Accept-Language", "en")
        .get("/analytics/counts")
        .then()
        .statusCode(503)
        .body("type", equalTo("urn:loket:problem:analytics-not-ready"))
        .header("Retry-After", notNullValue());
    EtlRun run = city.run();

    assertThat(run.kind()).isEqualTo("rebuild");
    assertThat(City.document(report).isMissingNode()).isFalse();
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void whileAnotherReplicaIsAtItNoRunBegins() {
    city.run();
    city.query(
        "insert into lease (name, holder, until) values ($1, $2, now() + interval '1 hour')",
        Etl.LEASE,
        UUID.randomUUID());
    try {
      UUID report = city.report("etl-lamp", LAST_SPRING);
      city.as("admin").post("/analytics/etl").then().statusCode(202);

      city.status().body("running", equalTo(true)).body("obstacle", notNullValue());
      assertThat(City.document(report).isMissingNode()).isTrue();
    } finally {
      city.query("delete from lease where name = $1", Etl.LEASE);
    }
    assertThat(city.run().failure()).isNull();
  }

  @Test
  void whileOpenSearchIsAwayReportsComeInAndAreTakenOverWhenItIsBack() {
    city.run();
    LocalStackResource.stack().stop(Server.OPENSEARCH);
    UUID report;
    try {
      report = city.report("etl-lamp", LAST_SPRING);
      city.as("officer").get("/analytics/counts").then().statusCode(503);
      city.status()
          .body("pending", equalTo(1))
          .body("comparison", org.hamcrest.Matchers.nullValue())
          .body("obstacle", notNullValue());
    } finally {
      LocalStackResource.stack().restart(Server.OPENSEARCH);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> city.as("officer").get("/analytics/counts").statusCode() == 200);

    assertThat(city.run().failure()).isNull();
    assertThat(City.document(report).isMissingNode()).isFalse();
    assertThat(city.comparison().differences()).isZero();
  }

  @Test
  void documentsHoldNothingPersonalAndBlurWhereAnonymousOnesAre() {
    UUID id = Ids.next();
    city.query(
        """
        insert into report (id, category_id, note, lat, lon, address, cell, anonymous, reporter_id,
          contact_name, contact_mail, contact_phone, status, unit, due_at)
        values ($1, $2, 'Telepon saya 0812', -6.912345, 107.612345, 'Jl. Rahasia 1', 1, true, $3,
          'Budi', 'budi@example.org', '+62812', 'RECEIVED', 'u', now() + interval '30 days')
        """,
        id,
        city.category("etl-lamp"),
        UUID.randomUUID());
    city.run();

    assertThat(City.document(id).toString())
        .doesNotContain("0812", "Rahasia", "Budi", "budi", "62812", "6.912345", "107.612345");
  }

  @Test
  void onlyOfficersAndAdministratorsMayLookAndOnlyAdministratorsRun() {
    city.as("citizen").get("/analytics/etl").then().statusCode(403);
    city.as("citizen").get("/analytics/counts").then().statusCode(403);
    city.as("officer").post("/analytics/etl").then().statusCode(403);
    io.restassured.RestAssured.get("/analytics/heatmap").then().statusCode(401);
  }
}
