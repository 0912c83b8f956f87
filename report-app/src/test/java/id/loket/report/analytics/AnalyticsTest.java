package id.loket.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import id.loket.kit.testing.LocalStackResource;
import id.loket.local.city.ReportTables;
import id.loket.local.city.SampleCity;
import id.loket.report.testing.ReportAppTest;
import io.vertx.mutiny.sqlclient.Row;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What analytics says is what PostgreSQL says, to the last report. */
@ReportAppTest
class AnalyticsTest {
  private static final int SAMPLE = 4000;
  private static boolean loaded;

  private final City city = new City();

  @BeforeEach
  void aYearOfTheSampleCityIsTakenOver() throws Exception {
    if (!loaded) {
      load();
      assertThat(city.run().failure()).isNull();
      loaded = true;
    }
  }

  private void load() throws Exception {
    Map<String, UUID> categories = new HashMap<>();
    new SampleCity(5, Instant.now(), SAMPLE)
        .tell(1, report -> categories.computeIfAbsent(report.category(), city::category));
    Map<String, String> environment = LocalStackResource.stack().environment("report-app");
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:" + environment.get("LOKET_DB_URL"),
            environment.get("LOKET_DB_USER"),
            environment.get("LOKET_DB_PASSWORD"))) {
      ReportTables tables = new ReportTables(connection, categories, Instant.now());
      new SampleCity(5, Instant.now(), SAMPLE).tell(1, tables::add);
      assertThat(tables.finish()).isGreaterThan(3000);
    }
  }

  @Test
  void nothingDiffers() {
    // again where a sweep notes between the two looks that a report is late
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              EtlStatus status = city.status().extract().as(EtlStatus.class);
              Comparison comparison = status.comparison();
              long all = city.number("select count(*) from report where deleted_at is null");

              assertThat(comparison.differences()).isZero();
              assertThat(comparison.documents()).isEqualTo(comparison.rows());
              assertThat(all - comparison.rows()).isBetween(0L, status.pending());
            });
  }

  @Test
  void countsByCategoryStatusUnitAndSourceArePostgresqls() {
    Map<String, String> columns =
        Map.of("category", "c.code", "status", "r.status", "unit", "r.unit", "source", "r.source");
    columns.forEach(
        (by, column) ->
            assertThat(counts(by, Map.of()))
                .as(by)
                .isEqualTo(
                    sql(
                        "select "
                            + column
                            + " as key, count(*) as n from report r join category c"
                            + " on c.id = r.category_id where r.deleted_at is null group by 1")));
  }

  @Test
  void filtersNarrowAsPostgresqlDoes() {
    Instant from = Instant.now().minus(120, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    Map<String, Long> expected =
        city
            .query(
                """
                select r.status, r.lat, r.lon, r.anonymous, r.visibility from report r
                join category c on c.id = r.category_id
                where r.deleted_at is null and c.code = 'pothole' and r.created_at >= $1
                  and r.lat is not null
                """,
                from.atOffset(ZoneOffset.UTC))
            .stream()
            .filter(row -> isWithin(shown(row)))
            .collect(Collectors.groupingBy(row -> row.getString("status"), Collectors.counting()));

    assertThat(expected).isNotEmpty();
    assertThat(
            counts(
                "status",
                Map.of(
                    "from", from.toString(),
                    "category", "pothole",
                    "bbox", "-6.95,107.58,-6.90,107.65")))
        .isEqualTo(expected);
  }

  @Test
  void damageIsCountedOnce() {
    assertThat(counts("category", Map.of("damage", "true")))
        .isEqualTo(
            sql(
                """
                select c.code as key, count(*) as n from report r
                join category c on c.id = r.category_id
                where r.deleted_at is null and r.status <> 'REJECTED' and r.duplicate_of is null
                group by 1
                """));
  }

  @Test
  void morePointsThanAnybodyCanLookAtAreRefusedWithTheirNumber() {
    assertThat(counts("area", Map.of())).hasSizeGreaterThan(20);
    UUID old = city.report("pothole", Instant.now().minus(9 * 365, ChronoUnit.DAYS));
    try {
      assertThat(city.run().failure()).isNull();
      city.as("officer")
          .header("Accept-Language", "en")
          .get("/analytics/trends?interval=day&by=area")
          .then()
          .statusCode(422)
          .body("type", equalTo("urn:loket:problem:analytics-too-fine"))
          .body("most", equalTo(50_000));
      city.as("officer").get("/analytics/trends?interval=month&by=status").then().statusCode(200);
    } finally {
      city.query("update report set deleted_at = now() where id = $1", old);
      city.run();
    }
  }

  private static boolean isWithin(Geohash.Point point) {
    return point.lat() >= -6.95
        && point.lat() <= -6.90
        && point.lon() >= 107.58
        && point.lon() <= 107.65;
  }

  @Test
  void areasAreThoseOfThePositionsShown() {
    Map<String, Long> expected =
        city
            .query(
                """
                select lat, lon, anonymous, visibility from report
                where deleted_at is null and lat is not null
                """)
            .stream()
            .map(AnalyticsTest::shown)
            .collect(
                Collectors.groupingBy(
                    point -> Geohash.of(point.lat(), point.lon(), 5), Collectors.counting()));

    assertThat(counts("area", Map.of())).isEqualTo(expected);
    assertThat(
            city.as("officer")
                .get("/analytics/heatmap?precision=5")
                .then()
                .statusCode(200)
                .body("type", equalTo("FeatureCollection"))
                .body("features.type", everyItem(equalTo("Feature")))
                .extract()
                .<List<Integer>>path("features.properties.reports"))
        .containsExactlyInAnyOrderElementsOf(
            expected.values().stream().map(Long::intValue).toList());
  }

  @Test
  void weeksOfATrendArePostgresqls() {
    Map<String, Long> weeks = new HashMap<>();
    city
        .as("officer")
        .get("/analytics/trends?interval=week")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .<Map<String, Object>>getList("items[0].points")
        .stream()
        .filter(point -> (Integer) point.get("reports") > 0)
        .forEach(
            point ->
                weeks.put(
                    (String) point.get("from"), ((Integer) point.get("reports")).longValue()));

    assertThat(weeks)
        .isEqualTo(
            sql(
                """
                select to_char(date_trunc('week', created_at at time zone 'Asia/Jakarta')
                    at time zone 'Asia/Jakarta' at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                  as key, count(*) as n
                from report where deleted_at is null group by 1
                """));
  }

  @Test
  void hoursToResolveArePostgresqlsAsFarAsPercentilesCanBe() {
    List<Row> expected =
        city.query(
            """
            select c.code, count(r.resolved_at) as resolved,
              percentile_cont(0.5) within group
                (order by extract(epoch from r.resolved_at - r.created_at) / 3600) as p50,
              percentile_cont(0.9) within group
                (order by extract(epoch from r.resolved_at - r.created_at) / 3600) as p90
            from report r join category c on c.id = r.category_id
            where r.deleted_at is null and c.code in ('pothole', 'street-lamp', 'garbage')
            group by 1
            """);
    var answer = city.as("officer").get("/analytics/resolution").then().statusCode(200).extract();

    for (Row row : expected) {
      String item = "items.find { it.key == '" + row.getString("code") + "' }.";
      assertThat(answer.<Integer>path(item + "resolved"))
          .isEqualTo(row.getLong("resolved").intValue());
      for (String p : List.of("p50", "p90")) {
        double exact = row.getDouble(p);
        assertThat(answer.<Number>path(item + p).doubleValue())
            .isCloseTo(exact, within(exact * 0.05));
      }
    }
  }

  @Test
  void breachesArePostgresqls() {
    List<Row> expected =
        city.query(
            """
            select unit, count(*) as reports,
              count(*) filter (where resolved_at > due_at) as late,
              count(*) filter (where due_at < now()
                and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')) as overdue
            from report where deleted_at is null group by 1
            """);
    var answer = city.as("officer").get("/analytics/breaches").then().statusCode(200).extract();

    assertThat(expected).isNotEmpty();
    for (Row row : expected) {
      String item = "items.find { it.key == '" + row.getString("unit") + "' }.";
      assertThat(answer.<Integer>path(item + "reports"))
          .isEqualTo(row.getLong("reports").intValue());
      assertThat(answer.<Integer>path(item + "resolvedLate"))
          .isEqualTo(row.getLong("late").intValue());
      assertThat(answer.<Integer>path(item + "overdue"))
          .isEqualTo(row.getLong("overdue").intValue());
    }
  }

  @Test
  void whatMakesNoSenseIsNamedInBothLanguages() {
    Map<String, String> wrong =
        Map.of(
            "/analytics/counts?by=note", "by",
            "/analytics/counts?from=gestern", "from",
            "/analytics/counts?status=DONE", "status",
            "/analytics/counts?area=ail", "area",
            "/analytics/counts?bbox=1,2,3", "bbox",
            "/analytics/heatmap?precision=9", "precision",
            "/analytics/trends?interval=hour", "interval");
    wrong.forEach(
        (path, field) ->
            List.of("en", "id")
                .forEach(
                    language ->
                        city.as("officer")
                            .header("Accept-Language", language)
                            .get(path)
                            .then()
                            .statusCode(400)
                            .body("type", equalTo("urn:loket:problem:invalid-input"))
                            .body("errors[0].field", equalTo(field))
                            .body(
                                "errors[0].detail",
                                org.hamcrest.Matchers.not(
                                    org.hamcrest.Matchers.startsWith("field.")))));
  }

  private Map<String, Long> counts(String by, Map<String, String> filters) {
    Counts counts =
        city.as("officer")
            .queryParams(filters)
            .queryParam("by", by)
            .get("/analytics/counts")
            .then()
            .statusCode(200)
            .extract()
            .as(Counts.class);
    return counts.items().stream()
        .collect(Collectors.toMap(Counts.Count::key, Counts.Count::reports));
  }

  private Map<String, Long> sql(String sql, Object... parameters) {
    Map<String, Long> counts = new HashMap<>();
    city.query(sql, parameters).forEach(row -> counts.put(row.getString("key"), row.getLong("n")));
    return counts;
  }

  private static Geohash.Point shown(Row row) {
    return ReportChange.shownAt(
        row.getDouble("lat"),
        row.getDouble("lon"),
        row.getBoolean("anonymous"),
        row.getString("visibility"));
  }
}
