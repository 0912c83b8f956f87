package id.loket.report.confirmation;

import static id.loket.report.testing.City.nobody;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** "Is it fixed?": the reporter confirms a repair or opens the report again. */
@ReportAppTest
class ConfirmationTest {
  private static final Pattern LINK =
      Pattern.compile("/reports/[0-9a-f-]{36}/fixed\\?token=(\\S+)");

  private final City city = new City();
  private final Database database = new Database();

  @Test
  void theLinkInTheNoticeShowsAPageAndConfirmsOnce() {
    City.Made made = resolved();
    String token = tokenFor(made);

    given()
        .get("/reports/{id}/fixed?token={t}", made.id(), token)
        .then()
        .statusCode(200)
        .contentType("text/html")
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("Apakah sudah beres?"))
        .body(containsString("&lt;b&gt;Lampu"));
    assertThat(kinds(made)).doesNotContain("CONFIRMED");
    for (int clicks = 0; clicks < 2; clicks++) {
      answer(made, token, "yes").then().statusCode(200).body(containsString("Terima kasih"));
    }
    assertThat(kinds(made)).containsOnlyOnce("CONFIRMED");
  }

  @Test
  void noOpensTheReportAgainAndTheLinkIsSpent() {
    City.Made made = resolved();
    String token = tokenFor(made);

    answer(made, token, "no").then().statusCode(200);

    nobody().get("/reports/{id}", made.id()).then().body("status", equalTo("IN_PROGRESS"));
    given()
        .get("/reports/{id}/fixed?token={t}", made.id(), token)
        .then()
        .statusCode(403)
        .body(not(containsString("<form")));
  }

  @Test
  void strangersAnswerNothing() {
    City.Made made = resolved();

    given().get("/reports/{id}/fixed?token=x", made.id()).then().statusCode(403);
    answer(made, "x", "no").then().statusCode(403);
    city.citizen(UUID.randomUUID())
        .body(Map.of("fixed", false))
        .post("/reports/{id}/confirmation", made.id())
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:confirmation-link-unknown"));
  }

  @Test
  void theReporterAnswersInTheAppToo() {
    City.Made made = resolved();

    city.citizen(made.reporter())
        .body(Map.of("fixed", false, "note", "masih padam"))
        .post("/reports/{id}/confirmation", made.id())
        .then()
        .statusCode(200)
        .body("status", equalTo("IN_PROGRESS"));
    city.citizen(made.reporter())
        .body(Map.of("fixed", true))
        .post("/reports/{id}/confirmation", made.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:nothing-to-confirm"));
    nobody()
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.kind", contains("RECEIVED", "STATUS", "STATUS", "REOPENED"));
  }

  @Test
  void aRepairOfLongAgoIsNotQuestioned() {
    City.Made made = resolved();
    database.query(
        "update report set resolved_at = resolved_at - interval '31 days' where id = $1",
        made.id());

    city.citizen(made.reporter())
        .body(Map.of("fixed", false))
        .post("/reports/{id}/confirmation", made.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:too-late-to-reopen"));
  }

  private City.Made resolved() {
    City.Made made =
        city.reported(
            city.category(), Map.of("note", "<b>Lampu</b> padam", "channels", List.of("PUSH")));
    city.bring(city.officerOf(made.category().unit()), made.id(), "VERIFIED", "RESOLVED");
    return made;
  }

  private String tokenFor(City.Made made) {
    for (Map<String, Object> notice : city.noticesTo(made.reporter().toString(), 3)) {
      Matcher link = LINK.matcher(notice.get("url").toString());
      if (link.find()) {
        return link.group(1);
      }
    }
    throw new AssertionError("no link in the notices");
  }

  private List<String> kinds(City.Made made) {
    return nobody().get("/reports/{id}/history", made.id()).jsonPath().getList("items.kind");
  }

  private static io.restassured.response.Response answer(
      City.Made made, String token, String fixed) {
    return given()
        .formParam("token", token)
        .formParam("fixed", fixed)
        .post("/reports/{id}/fixed", made.id());
  }
}
