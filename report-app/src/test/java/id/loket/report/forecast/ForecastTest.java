package id.loket.report.forecast;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.ServiceDatabase;
import id.loket.kit.testing.TestTokens;
import id.loket.report.testing.ReportAppTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forecasts over HTTP: a lamp a day breaks here, two a week there, for 30 weeks. */
@ReportAppTest
class ForecastTest {
  private static final UUID OFFICER = UUID.randomUUID();
  private static final String LAMP = "forecast-lamp";
  private static boolean loaded;

  @BeforeEach
  void lampsBreakRegularly() {
    if (loaded) {
      return;
    }
    UUID category = Ids.next();
    sql(
        """
        insert into category (id, code, name_en, name_id, unit, sla_hours, duplicate_radius,
          repair_cost_amount, repair_cost_currency)
        values ($1, $2, 'Lamp', 'Lampu', 'dishub', 48, 0, 750000, 'IDR')
        """,
        category,
        LAMP);
    lamps(category, -6.90, 107.60, "1 day", 210);
    lamps(category, -7.05, 107.75, "84 hours", 60);
    // reported twice and once for nothing each day: the lamps that break are as many
    lamps(category, -6.90, 107.60, "1 day", 210);
    sql(
        """
        update report set status = 'REJECTED', duplicate_of = r.first, resolved_at = null
        from (
          select (array_agg(id order by id))[1] as first, (array_agg(id order by id))[2] as again
          from report where category_id = $1 and lat = -6.90 group by created_at::date) as r
        where id = r.again
        """,
        category);
    Instant begun = Instant.now();
    as("admin").post("/analytics/etl").then().statusCode(202);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              String finished =
                  as("officer").get("/analytics/etl").then().extract().path("lastRun.finishedAt");
              return finished != null && Instant.parse(finished).isAfter(begun);
            });
    loaded = true;
  }

  /** Reported so often until a week ago, all of them repaired but the last four. */
  private static void lamps(UUID category, double lat, double lon, String every, int count) {
    sql(
        """
        insert into report (id, category_id, note, lat, lon, cell, anonymous, status, unit, due_at,
          created_at, resolved_at)
        select gen_random_uuid(), $1, 'Lampu padam', $2, $3, 1, false,
          case when n < 4 then 'RECEIVED' else 'RESOLVED' end, 'dishub', now() + interval '1 day',
          now() - n * $4::text::interval,
          case when n < 4 then null else now() - n * $4::text::interval + interval '1 hour' end
        from generate_series(0, $5 - 1) as n
        """,
        category,
        lat,
        lon,
        every,
        count);
  }

  @Test
  void theNextWeeksAreForetoldPerAreaAndTogether() {
    as("officer")
        .get("/forecasts?category=" + LAMP + "&weeks=3")
        .then()
        .statusCode(200)
        .body("items", hasSize(2))
        .body("items.category", everyItem(equalTo(LAMP)))
        .body("items[0].weeks", hasSize(3))
        .body("items[0].weeks[0].expected", greaterThan(5.5f))
        .body("items[0].weeks[0].expected", lessThanOrEqualTo(8.5f))
        .body("items[1].weeks[0].expected", greaterThan(1.4f))
        .body("items[1].weeks[0].expected", lessThanOrEqualTo(2.6f))
        .body("total.weeks[0].expected", greaterThan(7.5f))
        .body("total.weeks[0].likely.from", lessThanOrEqualTo(9));
  }

  @Test
  void anAreaNarrowsThem() {
    String area =
        as("officer").get("/forecasts?category=" + LAMP).then().extract().path("items[1].area");

    as("officer")
        .get("/forecasts?category=" + LAMP + "&area=" + area)
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .body("items[0].area", equalTo(area))
        .body("total.area", equalTo(area));
    as("officer")
        .get("/forecasts?area=ini-bukan")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("area"));
    as("officer").get("/forecasts?weeks=27").then().statusCode(400);
  }

  @Test
  void theBackTestTellsItsErrorsBesideSimplerOnes() {
    as("officer")
        .get("/forecasts/back-test")
        .then()
        .statusCode(200)
        .body("origins", greaterThan(1))
        .body("forecasts", greaterThan(0))
        .body("model.meanAbsolute", greaterThan(0f))
        .body("recentMean.meanAbsolute", notNullValue())
        .body("nearlyCertainHeld", greaterThan(0.8f));
  }

  @Test
  void repairsArePlannedWithinTheBudget() {
    as("officer")
        .contentType("application/json")
        .body(
            """
            {"budget": {"amount": 9000000, "currency": "IDR"}, "weeks": 4,
             "weights": {"forecast-lamp": 5}}
            """)
        .post("/forecasts/priorities")
        .then()
        .statusCode(200)
        .body("spent.amount", equalTo(9_000_000))
        .body("left.amount", equalTo(0))
        .body("items[0].rank", equalTo(1))
        .body("items[0].category", equalTo(LAMP))
        .body("items[0].costEach.amount", equalTo(750_000))
        .body("items.repairs.sum()", equalTo(12))
        .body("unpriced", not(hasItem(LAMP)));
  }

  @Test
  void whatARepairCostsCanBeSaidAnew() {
    as("officer")
        .contentType("application/json")
        .body(
            """
            {"budget": {"amount": 1000, "currency": "USD"}, "weeks": 1,
             "costs": {"forecast-lamp": 100}}
            """)
        .post("/forecasts/priorities")
        .then()
        .statusCode(200)
        .body("items.category", everyItem(equalTo(LAMP)))
        .body("spent.amount", equalTo(1000));
    as("officer")
        .contentType("application/json")
        .body("{\"budget\": {\"amount\": 1000, \"currency\": \"XYZ\"}, \"weeks\": 1}")
        .post("/forecasts/priorities")
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("budget.currency"))
        .body("errors[0].detail", not(startsWith("field.")));
  }

  @Test
  void aCostNobodyKnowsIsNamed() {
    as("officer")
        .contentType("application/json")
        .body(
            """
            {"budget": {"amount": 1, "currency": "IDR"}, "weeks": 1, "costs": {"a": null}}
            """)
        .post("/forecasts/priorities")
        .then()
        .statusCode(400)
        .body("errors[0].field", startsWith("costs"));
  }

  @Test
  void onlyOfficersAndAdministratorsAsk() {
    as("citizen").get("/forecasts").then().statusCode(403);
    assertThat(given().get("/forecasts/back-test").statusCode()).isEqualTo(401);
  }

  private static RequestSpecification as(String role) {
    return given()
        .header("Authorization", new TestTokens(LocalStackResource.stack()).user(OFFICER, role));
  }

  private static void sql(String sql, Object... parameters) {
    ServiceDatabase.of("report-app")
        .preparedQuery(sql)
        .execute(Tuple.from(parameters))
        .await()
        .atMost(Duration.ofSeconds(20));
  }
}
