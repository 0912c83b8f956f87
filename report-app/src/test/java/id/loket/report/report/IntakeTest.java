package id.loket.report.report;

import static id.loket.report.testing.City.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Categories and reports: made, found, changed, deleted, voted for. */
@ReportAppTest
class IntakeTest {
  private final City city = new City();
  private final Database database = new Database();

  @Test
  void aCategoryIsMadeChangedAndDeleted() {
    City.Category category = city.category();

    nobody()
        .get("/categories/{id}", category.id())
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body("name.id", equalTo("Lampu jalan"))
        .body("duplicateRadius", equalTo(50));
    patchCategory(category, "\"1\"", Map.of("slaHours", 24)).then().statusCode(200);
    patchCategory(category, "\"1\"", Map.of("slaHours", 12))
        .then()
        .statusCode(412)
        .body("type", equalTo("urn:loket:problem:stale"));
    city.admin().delete("/categories/{id}", category.id()).then().statusCode(204);
    nobody().get("/categories/{id}", category.id()).then().statusCode(404);
  }

  @Test
  void aCategoryKeepsItsCodeToItselfAndStaysWhileReportsAreOpen() {
    City.Category category = city.category();
    city.reported(category);
    Map<String, Object> twin =
        Map.of(
            "code",
            category.code(),
            "name",
            Map.of("en", "x", "id", "x"),
            "unit",
            "u",
            "slaHours",
            1);

    city.admin()
        .body(twin)
        .post("/categories")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:category-exists"));
    city.admin()
        .delete("/categories/{id}", category.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:category-in-use"));
    city.citizen(UUID.randomUUID()).body(twin).post("/categories").then().statusCode(403);
  }

  @Test
  void aRetiredCategoryTakesNoReports() {
    City.Category category = city.category(Map.of("active", false));

    city.citizen(UUID.randomUUID())
        .body(City.report(category, Map.of()))
        .post("/reports")
        .then()
        .statusCode(422)
        .body("type", equalTo("urn:loket:problem:category-retired"));
  }

  @Test
  void aReportIsTakenInWithItsDueTimeAndUnit() {
    City.Made made = city.reported(city.category());

    city.citizen(made.reporter())
        .get("/reports/{id}", made.id())
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body("status", equalTo("RECEIVED"))
        .body("unit", equalTo(made.category().unit()))
        .body("dueAt", notNullValue())
        .body("reporterId", equalTo(made.reporter().toString()));
    nobody()
        .get("/reports/{id}", made.id())
        .then()
        .statusCode(200)
        .body("exact", equalTo(true))
        .body("reporterId", nullValue())
        .body("contact", nullValue())
        .body("answers", nullValue());
  }

  @Test
  void theSameKeyMakesOneReport() {
    City.Category category = city.category();
    UUID citizen = UUID.randomUUID();
    Map<String, Object> report = City.report(category, Map.of());
    String key = "\"" + UUID.randomUUID() + "\"";

    Response first =
        city.citizen(citizen).header("Idempotency-Key", key).body(report).post("/reports");
    Response second =
        city.citizen(citizen).header("Idempotency-Key", key).body(report).post("/reports");

    second.then().statusCode(201).header("Idempotency-Replayed", "true");
    assertThat(second.<String>path("id")).isEqualTo(first.path("id"));
    city.citizen(citizen)
        .header("Idempotency-Key", key)
        .body(City.report(category, Map.of("note", "lain")))
        .post("/reports")
        .then()
        .statusCode(422);
    assertThat(database.count("select count(*) from report where category_id = $1", category.id()))
        .isEqualTo(1);
  }

  @Test
  void whoReportsAnonymouslyHoldsATokenAndTheirPlaceIsBlurred() {
    City.Category category = city.category();
    Map<String, Object> report =
        City.report(
            category,
            Map.of(
                "location", Map.of("lat", -6.91751, "lon", 107.61911, "address", "Rumah saya"),
                "contact", Map.of("name", "Budi", "mail", "budi@example.org")));
    Response made = nobody().body(report).post("/reports");
    made.then().statusCode(201).body("anonymous", equalTo(true));
    String token = made.path("reporterToken");

    nobody()
        .get("/reports/{id}", made.<String>path("id"))
        .then()
        .body("exact", equalTo(false))
        .body("location.lat", equalTo(-6.917f))
        .body("location.lon", equalTo(107.619f))
        .body("location.address", nullValue())
        .body("contact", nullValue());
    nobody()
        .header("Report-Token", token)
        .get("/reports/{id}", made.<String>path("id"))
        .then()
        .body("location.address", equalTo("Rumah saya"))
        .body("contact.mail", equalTo("budi@example.org"));
    nobody()
        .header("Report-Token", token + "x")
        .get("/reports/{id}", made.<String>path("id"))
        .then()
        .body("contact", nullValue());
  }

  @Test
  void aCategoryMayWantPeopleToSignIn() {
    City.Category category = city.category(Map.of("takesAnonymous", false));

    nobody()
        .body(City.report(category, Map.of()))
        .post("/reports")
        .then()
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:sign-in-needed"));
    city.citizen(UUID.randomUUID())
        .body(City.report(category, Map.of("anonymous", true)))
        .post("/reports")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("anonymous"));
  }

  @Test
  void aPrivateReportIsForItsReporterAndOfficers() {
    City.Made made = city.reported(city.category(), Map.of("visibility", "PRIVATE"));

    nobody().get("/reports/{id}", made.id()).then().statusCode(404);
    city.citizen(UUID.randomUUID()).get("/reports/{id}", made.id()).then().statusCode(404);
    city.citizen(made.reporter()).get("/reports/{id}", made.id()).then().statusCode(200);
    city.officer(UUID.randomUUID()).get("/reports/{id}", made.id()).then().statusCode(404);
    city.officer(city.officerOf(made.category().unit()))
        .get("/reports/{id}", made.id())
        .then()
        .statusCode(200);
    nobody().get("/reports?category={c}", made.category().code()).then().body("items", hasSize(0));
    city.citizen(made.reporter())
        .get("/reports?mine=true")
        .then()
        .body("items.id", hasItem(made.id().toString()));
  }

  @Test
  void whatIsMissingOrWrongIsNamedInBothLanguages() {
    City.Category category =
        city.category(
            Map.of(
                "questions",
                List.of(
                    question("pole", "TEXT", true, null),
                    question("kind", "CHOICE", false, List.of("led", "bulb")),
                    question("since", "DATE", false, null))));
    Map<String, Object> report =
        City.report(
            category, Map.of("answers", Map.of("kind", "neon", "since", "kemarin", "age", 3)));

    city.citizen(UUID.randomUUID())
        .header("Accept-Language", "id")
        .body(report)
        .post("/reports")
        .then()
        .statusCode(400)
        .body(
            "errors.field",
            hasItems("answers.pole", "answers.kind", "answers.since", "answers.age"))
        .body(
            "errors.find { it.field == 'answers.kind' }.detail",
            equalTo("kirim salah satu: led, bulb"));
    Map<String, Object> nowhere = City.report(category, Map.of());
    nowhere.put("location", Map.of("lat", -6.9));
    nowhere.put("answers", Map.of("pole", "A-1"));
    city.citizen(UUID.randomUUID())
        .body(nowhere)
        .post("/reports")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("location"));
  }

  @Test
  void placesOutsideOfTheServedAreaAreRefused() {
    City.Category category = city.category();
    Map<String, Object> report =
        City.report(category, Map.of("location", Map.of("lat", 52.5, "lon", 13.4)));

    city.citizen(UUID.randomUUID())
        .body(report)
        .post("/reports")
        .then()
        .statusCode(422)
        .body("type", equalTo("urn:loket:problem:outside-served-area"))
        .body("servedArea", hasSize(4));
  }

  @Test
  void openReportsNearbyAreOffered() {
    City.Category category = city.category(Map.of("duplicateRadius", 100));
    City.Made here = at(category, -6.9000, 107.6000);
    City.Made near = at(category, -6.9005, 107.6000); // some 56 m away
    City.Made far = at(category, -6.9100, 107.6000);
    City.Made hidden =
        city.reported(
            category,
            Map.of("visibility", "PRIVATE", "location", Map.of("lat", -6.9001, "lon", 107.6)));

    Response made =
        city.citizen(UUID.randomUUID())
            .body(
                City.report(category, Map.of("location", Map.of("lat", -6.9001, "lon", 107.6000))))
            .post("/reports");

    made.then().statusCode(201).body("nearby.id", equalTo(ids(here, near)));
    made.then().body("nearby.id", not(hasItems(far.id().toString(), hidden.id().toString())));
    nobody()
        .get("/reports/nearby?category={c}&lat=-6.9005&lon=107.6", category.code())
        .then()
        .statusCode(200)
        .body("items[0].id", equalTo(near.id().toString()))
        .body("items[0].metres", equalTo(0));
  }

  @Test
  void askingFromManyPointsTellsNoMoreOfAnAnonymousPlaceThanItsBlock() {
    City.Category category = city.category(Map.of("duplicateRadius", 100));
    for (double step : new double[] {0.0001, 0.0009}) {
      nobody()
          .body(
              City.report(
                  category,
                  Map.of("location", Map.of("lat", -6.9400 + step, "lon", 107.6600 + step))))
          .post("/reports")
          .then()
          .statusCode(201);
    }

    List<Integer> metres =
        nobody()
            .get("/reports/nearby?category={c}&lat=-6.9400&lon=107.6600", category.code())
            .jsonPath()
            .getList("items.metres");

    assertThat(metres).hasSize(2);
    assertThat(metres.get(0)).isEqualTo(metres.get(1));
  }

  @Test
  void theLookupOfNearbyReportsReadsAnIndex() {
    City.Category category = city.category();
    database.query(
        """
        insert into report (id, category_id, note, lat, lon, cell, anonymous, status, unit, source, due_at)
        select gen_random_uuid(), $1, 'uji', -6.9 - n * 0.00001, 107.6,
          (floor((-6.9 - n * 0.00001 + 90) * 200) * 100000 + floor((107.6 + 180) * 200))::bigint,
          true, 'RECEIVED', 'uji', 'SAMPLE', now() + interval '1 year'
        from generate_series(1, 20000) as n
        """,
        category.id());
    database.query("analyze report");

    StringBuilder plan = new StringBuilder();
    database
        .query(
            "explain " + ReportStore.NEARBY,
            category.id(),
            new Long[] {1_662_057_520L, 1_661_957_520L},
            -6.9,
            107.6,
            50.0,
            5,
            160.0)
        .forEach(row -> plan.append(row.getString(0)).append('\n'));

    assertThat(plan.toString()).contains("report_nearby").doesNotContain("Seq Scan");
  }

  @Test
  void aReporterChangesAndDeletesWhatNobodyLookedAt() {
    City.Made made = city.reported(city.category());
    Map<String, Object> patch = new HashMap<>();
    patch.put("note", "Dua lampu padam");

    patch(city.citizen(made.reporter()), made.id(), "\"1\"", patch)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("note", equalTo("Dua lampu padam"));
    patch(city.citizen(UUID.randomUUID()), made.id(), "\"2\"", patch).then().statusCode(403);
    city.citizen(made.reporter()).delete("/reports/{id}", made.id()).then().statusCode(204);
    city.citizen(made.reporter()).get("/reports/{id}", made.id()).then().statusCode(404);
    assertThat(
            database
                .query("select note, reporter_id from report where id = $1", made.id())
                .getFirst()
                .getString("note"))
        .isEmpty();
  }

  @Test
  void whatAnOfficerHasLookedAtIsNotTheReportersToChange() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    city.bring(officer, made.id(), "VERIFIED");

    patch(city.citizen(made.reporter()), made.id(), "\"2\"", Map.of("note", "x"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:report-not-changeable"));
    city.citizen(made.reporter()).delete("/reports/{id}", made.id()).then().statusCode(409);
    City.Category other = city.category();
    patch(city.officer(officer), made.id(), "\"2\"", Map.of("category", other.code()))
        .then()
        .statusCode(200)
        .body("unit", equalTo(other.unit()));
  }

  @Test
  void othersVoteOnceAndTakeItBack() {
    City.Made made = city.reported(city.category());
    UUID neighbour = UUID.randomUUID();

    for (int times = 0; times < 2; times++) {
      city.citizen(neighbour)
          .body("{}")
          .post("/reports/{id}/votes", made.id())
          .then()
          .statusCode(200)
          .body("votes", equalTo(1));
    }
    city.citizen(made.reporter())
        .body("{}")
        .post("/reports/{id}/votes", made.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:own-report"));
    city.citizen(neighbour)
        .delete("/reports/{id}/votes", made.id())
        .then()
        .statusCode(200)
        .body("votes", equalTo(0));
  }

  @Test
  void aMapShowsAnonymousReportsInTheMiddleOfTheirBlockOnly() {
    City.Category category = city.category();
    String id =
        nobody()
            .body(
                City.report(
                    category, Map.of("location", Map.of("lat", -6.94001, "lon", 107.67001))))
            .post("/reports")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String where = "/reports?category={c}&bbox={box}";
    String block = "-6.9412,107.6708,-6.9408,107.6712";
    String exactly = "-6.9401,107.6699,-6.9399,107.6702";

    nobody().get(where, category.code(), block).then().body("items.id", contains(id));
    nobody().get(where, category.code(), exactly).then().body("items", empty());
    city.admin().get(where, category.code(), exactly).then().body("items.id", contains(id));
    city.admin().get(where, category.code(), block).then().body("items", empty());
    // the same where a box is too large to be read square by square
    String large = "%s,107.0,-6.0,108.0";
    nobody()
        .get(where, category.code(), large.formatted("-6.9411"))
        .then()
        .body("items.id", contains(id));
    nobody().get(where, category.code(), large.formatted("-6.9409")).then().body("items", empty());
  }

  @Test
  void listsNarrowByEverythingAtOnce() {
    City.Category category = city.category();
    City.Made open = city.reported(category);
    City.Made closed = city.reported(category);
    city.bring(city.officerOf(category.unit()), closed.id(), "VERIFIED", "RESOLVED");
    String all = "/reports?unit={u}&category={c}&status={s}&bbox=-7.5,107,-6.5,108";

    nobody()
        .get(all, category.unit(), category.code(), "RECEIVED,IN_PROGRESS")
        .then()
        .body("items.id", contains(open.id().toString()));
    nobody()
        .get(all, category.unit(), category.code(), "RESOLVED")
        .then()
        .body("items.id", contains(closed.id().toString()));
    nobody()
        .get("/reports?unit={u}", category.unit())
        .then()
        .body("items.id", contains(closed.id().toString(), open.id().toString()));
    nobody().get(all, "nobody", category.code(), "RESOLVED").then().body("items", empty());
    city.citizen(open.reporter())
        .get("/reports?mine=true&status=RECEIVED&category={c}", category.code())
        .then()
        .body("items.id", contains(open.id().toString()));
  }

  @Test
  void aListIsReadPageByPage() {
    City.Category category = city.category();
    List<String> made =
        IntStream.range(0, 5).mapToObj(n -> city.reported(category).id().toString()).toList();

    Response first = nobody().get("/reports?category={c}&limit=3", category.code());
    Response second =
        nobody()
            .get("/reports?category={c}&limit=3&cursor={n}", category.code(), first.path("next"));

    List<String> seen = new java.util.ArrayList<>(first.<List<String>>path("items.id"));
    seen.addAll(second.path("items.id"));
    assertThat(seen).containsExactlyElementsOf(made.reversed());
    assertThat(second.<String>path("next")).isNull();
    nobody()
        .get("/reports?status=BROKEN")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("status"));
    nobody().get("/reports?bbox=1,2,3").then().statusCode(400);
    nobody().get("/reports?mine=true").then().statusCode(401);
  }

  @Test
  void largeDocumentsAndUnknownFieldsAreRefused() {
    City.Category category = city.category();

    nobody()
        .body("{\"note\": \"" + "x".repeat(1_100_000) + "\"}")
        .post("/reports")
        .then()
        .statusCode(413)
        .body("type", equalTo("urn:loket:problem:too-large"));
    nobody()
        .body(City.report(category, Map.of("colour", "red")))
        .post("/reports")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("colour"));
  }

  @Test
  void keysOfStrangersNeverMeet() {
    City.Category category = city.category();
    Map<String, Object> one = City.report(category, Map.of("note", "Lampu padam"));
    Map<String, Object> other = City.report(category, Map.of("note", "Jalan berlubang"));

    Response first = nobody().header("Idempotency-Key", "1").body(one).post("/reports");
    Response second = nobody().header("Idempotency-Key", "1").body(other).post("/reports");
    Response again = nobody().header("Idempotency-Key", "1").body(one).post("/reports");

    first.then().statusCode(201);
    second.then().statusCode(201);
    assertThat(second.<String>path("reporterToken")).isNotEqualTo(first.path("reporterToken"));
    assertThat(again.<String>path("id")).isEqualTo(first.path("id"));
  }

  @Test
  void aReportersTokenIsToldAgainAndKeptNowhere() {
    Map<String, Object> report = City.report(city.category(), Map.of("note", "Lampu padam"));
    String key = UUID.randomUUID().toString();

    Response first = nobody().header("Idempotency-Key", key).body(report).post("/reports");
    Response again = nobody().header("Idempotency-Key", key).body(report).post("/reports");

    String token = first.then().statusCode(201).extract().path("reporterToken");
    again.then().statusCode(201).header("Idempotency-Replayed", "true");
    assertThat(again.<String>path("reporterToken")).isEqualTo(token).isNotBlank();
    assertThat(
            database.count(
                "select count(*) from idempotency_key where key = $1 and body is not null", key))
        .isEqualTo(1);
    assertThat(
            database.count(
                "select count(*) from idempotency_key where strpos(body, $1) > 0", token))
        .isZero();
  }

  @Test
  void historyIsOnlyEverAppendedTo() {
    City.Made made = city.reported(city.category());

    for (String tampering :
        List.of(
            "update report_change set note = 'x' where report_id = $1",
            "delete from report_change where report_id = $1")) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> database.query(tampering, made.id()))
          .hasMessageContaining("history");
    }
  }

  private City.Made at(City.Category category, double lat, double lon) {
    return city.reported(category, Map.of("location", Map.of("lat", lat, "lon", lon)));
  }

  private static List<String> ids(City.Made... reports) {
    return java.util.Arrays.stream(reports).map(made -> made.id().toString()).toList();
  }

  private static Map<String, Object> question(
      String code, String type, boolean required, List<String> choices) {
    Map<String, Object> question = new HashMap<>();
    question.put("code", code);
    question.put("type", type);
    question.put("required", required);
    question.put("label", Map.of("en", code, "id", code));
    if (choices != null) {
      question.put(
          "choices",
          choices.stream()
              .map(choice -> Map.of("code", choice, "label", Map.of("en", choice, "id", choice)))
              .toList());
    }
    return question;
  }

  private Response patchCategory(City.Category category, String tag, Map<String, Object> patch) {
    return city.admin()
        .contentType("application/merge-patch+json")
        .header("If-Match", tag)
        .body(patch)
        .patch("/categories/{id}", category.id());
  }

  private static Response patch(
      io.restassured.specification.RequestSpecification who,
      UUID report,
      String tag,
      Map<String, Object> patch) {
    return who.contentType("application/merge-patch+json")
        .header("If-Match", tag)
        .body(patch)
        .patch("/reports/{id}", report);
  }
}
