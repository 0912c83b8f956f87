package id.loket.report.confirmation;

import static id.loket.report.testing.City.nobody;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** "Is it fixed?": the reporter confirms a repair or opens the report again. */
@ReportAppTest
class ConfirmationTest {
  private static final Pattern LINK =
      Pattern.compile("/reports/[0-9a-f-]{36}/fixed\\?(?:voter=\\S+&)?token=(\\S+)");

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

  @Test
  void aVotersLinkIsTheirOwnAndShowsNothingOfWhoReported() {
    City.Category category = city.category();
    String mail = UUID.randomUUID() + "@example.org";
    UUID report =
        UUID.fromString(
            nobody()
                .body(
                    City.report(
                        category,
                        Map.of(
                            "contact",
                            Map.of("name", "Rahasia", "mail", mail, "phone", "+62 811"))))
                .post("/reports")
                .path("id"));
    UUID voter = UUID.randomUUID();
    city.citizen(voter)
        .body(Map.of("channels", List.of("PUSH")))
        .post("/reports/{id}/votes", report)
        .then()
        .statusCode(200);
    city.bring(city.officerOf(category.unit()), report, "VERIFIED", "RESOLVED");

    Map<String, Object> answer = new HashMap<>(linkFor(voter));
    answer.put("fixed", true);
    String seen =
        nobody()
            .body(answer)
            .post("/reports/{id}/confirmation", report)
            .then()
            .statusCode(200)
            .body("contact", nullValue())
            .body("reporterId", nullValue())
            .body("exact", equalTo(false))
            .extract()
            .asString();
    assertThat(seen).doesNotContain(mail, "Rahasia", "+62 811");
    answer.put("fixed", false);
    nobody().body(answer).post("/reports/{id}/confirmation", report).then().statusCode(200);

    city.admin()
        .get("/reports/{id}/history", report)
        .then()
        .body("items.actor", contains("REPORTER", "OFFICER", "OFFICER", "VOTER", "VOTER"))
        .body("items.by", hasItem(voter.toString()))
        .body("items.kind", hasItem("REOPENED"));
  }

  @Test
  void whoTookTheirVoteBackAnswersNothing() {
    City.Made made = reported();
    UUID voter = UUID.randomUUID();
    city.citizen(voter)
        .body(Map.of("channels", List.of("PUSH")))
        .post("/reports/{id}/votes", made.id());
    city.bring(city.officerOf(made.category().unit()), made.id(), "VERIFIED", "RESOLVED");
    Map<String, Object> answer = new HashMap<>(linkFor(voter));
    answer.put("fixed", false);
    city.citizen(voter).delete("/reports/{id}/votes", made.id()).then().statusCode(200);

    nobody()
        .body(answer)
        .post("/reports/{id}/confirmation", made.id())
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:confirmation-link-unknown"));
  }

  @Test
  void twoConfirmationsAtOnceWriteOne() throws Exception {
    City.Made made = resolved();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Response>> answers = new ArrayList<>();
      try (Database.Held held =
          database.hold("select 1 from report where id = $1 for update", made.id())) {
        for (int clicks = 0; clicks < 2; clicks++) {
          answers.add(
              threads.submit(
                  () ->
                      city.citizen(made.reporter())
                          .body(Map.of("fixed", true))
                          .post("/reports/{id}/confirmation", made.id())));
        }
        held.untilWaitedForBy(2);
      }
      for (Future<Response> answer : answers) {
        answer.get().then().statusCode(200);
      }
    }

    assertThat(kinds(made)).containsOnlyOnce("CONFIRMED");
  }

  /** What the link to the page holds, as it came to somebody's device. */
  private Map<String, String> linkFor(UUID user) {
    return await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                city.noticesTo(user.toString(), 1).stream()
                    .map(notice -> LINK.matcher(notice.get("url").toString()))
                    .filter(Matcher::find)
                    .findFirst(),
            Optional::isPresent)
        .map(
            link ->
                Arrays.stream(link.group().replaceAll(".*\\?", "").split("&"))
                    .map(pair -> pair.split("="))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])))
        .orElseThrow();
  }

  private City.Made reported() {
    return city.reported(
        city.category(), Map.of("note", "<b>Lampu</b> padam", "channels", List.of("PUSH")));
  }

  private City.Made resolved() {
    City.Made made = reported();
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
