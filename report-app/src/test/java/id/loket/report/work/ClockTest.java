package id.loket.report.work;

import static id.loket.report.testing.City.nobody;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The time in which reports are to be repaired: when it runs, stands still, is over for good. */
@ReportAppTest
class ClockTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");

  private final City city = new City();
  private final Database database = new Database();

  @Test
  void timeRunsInTheHoursOfTheUnitOnly() {
    City.Category category = city.category(Map.of("slaHours", 4));
    ZonedDateTime now = ZonedDateTime.now(ZONE);
    // Only the day after tomorrow, from noon on: whatever day it is.
    ZonedDateTime working = now.plusDays(2);
    city.admin()
        .body(calendar(working.getDayOfWeek().name(), "12:00", "24:00", List.of()))
        .put("/units/{unit}/calendar", category.unit())
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"");

    City.Made made = city.reported(category);

    Instant due = Instant.parse(nobody().get("/reports/{id}", made.id()).path("dueAt"));
    assertThat(due).isEqualTo(working.toLocalDate().atTime(16, 0).atZone(ZONE).toInstant());
    city.officer(city.officerOf(category.unit()))
        .get("/units/{unit}/calendar", category.unit())
        .then()
        .body("hours[0].from", equalTo("12:00"));
  }

  @Test
  void onlyAdministratorsWriteCalendarsAndOnlyOnesThatMakeSense() {
    String unit = "unit-" + UUID.randomUUID().toString().substring(0, 8);
    Map<String, Object> fine = calendar("MONDAY", "08:00", "16:00", List.of());

    city.officer(city.officerOf(unit))
        .body(fine)
        .put("/units/{unit}/calendar", unit)
        .then()
        .statusCode(403);
    city.admin()
        .body(calendar("MONDAY", "16:00", "08:00", List.of()))
        .put("/units/{unit}/calendar", unit)
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("hours"));
    city.admin()
        .body(calendar("MONDAY", "8", "16:00", List.of()))
        .put("/units/{unit}/calendar", unit)
        .then()
        .statusCode(400);
    city.admin().body(fine).put("/units/{unit}/calendar", unit).then().statusCode(200);
    city.admin()
        .header("If-Match", "\"7\"")
        .body(fine)
        .put("/units/{unit}/calendar", unit)
        .then()
        .statusCode(412);
    city.admin().delete("/units/{unit}/calendar", unit).then().statusCode(204);
    city.admin()
        .get("/units/{unit}/calendar", unit)
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:calendar-not-found"));
  }

  @Test
  void anotherCategoryMakesItDueByThatOnesTime() {
    City.Category lamp = city.category(Map.of("slaHours", 72));
    City.Category leak = city.category(Map.of("slaHours", 4));
    City.Made made = city.reported(lamp);
    Instant created = Instant.parse(nobody().get("/reports/{id}", made.id()).path("createdAt"));

    city.officer(city.officerOf(lamp.unit()))
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"1\"")
        .body(Map.of("category", leak.code()))
        .patch("/reports/{id}", made.id())
        .then()
        .statusCode(200)
        .body("unit", equalTo(leak.unit()));

    assertThat(Instant.parse(nobody().get("/reports/{id}", made.id()).path("dueAt")))
        .isEqualTo(created.plus(Duration.ofHours(4)));
  }

  @Test
  void whileTheReporterIsAskedItIsNotLateAndTheirAnswerLetsTheTimeGoOn() {
    City.Made made =
        city.reported(city.category(Map.of("slaHours", 4)), Map.of("channels", List.of("PUSH")));
    UUID officer = city.officerOf(made.category().unit());
    city.officer(officer)
        .body(Map.of("question", "Di sisi jalan mana?"))
        .post("/reports/{id}/question", made.id())
        .then()
        .statusCode(200)
        .body("waitingForReporter", equalTo(true))
        .body("overdue", equalTo(false));

    Map<String, Object> told =
        await()
            .atMost(City.PATIENCE)
            .until(
                () ->
                    city.noticesTo(made.reporter().toString(), 1).stream()
                        .filter(notice -> notice.get("url").toString().contains("/question/page"))
                        .findFirst(),
                java.util.Optional::isPresent)
            .orElseThrow();
    assertThat(told.get("text").toString()).contains("Di sisi jalan mana?");
    String token = told.get("url").toString().replaceAll(".*token=", "");
    given()
        .get("/reports/{id}/question/page?token={t}", made.id(), token)
        .then()
        .statusCode(200)
        .body(containsString("Di sisi jalan mana?"));
    given()
        .get("/reports/{id}/question/page?token=x", made.id())
        .then()
        .statusCode(403)
        .body(not(containsString("sisi jalan")));
    given()
        .formParam("token", token)
        .formParam("answer", "Sisi kiri")
        .post("/reports/{id}/question/page", made.id())
        .then()
        .statusCode(200)
        .body(containsString("Terima kasih"));

    nobody().get("/reports/{id}", made.id()).then().body("waitingForReporter", equalTo(false));
    nobody()
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.kind", contains("RECEIVED"));
    city.citizen(made.reporter())
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.kind", contains("RECEIVED", "ASKED", "ANSWERED"))
        .body("items.note", hasItem("Sisi kiri"));
    city.citizen(made.reporter())
        .body(Map.of("answer", "lagi"))
        .post("/reports/{id}/question/answer", made.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:nothing-asked"));
  }

  @Test
  void onlyTheUnitAsksAndOnlyTheReporterAnswers() {
    City.Made made = city.reported(city.category());
    Map<String, String> question = Map.of("question", "Di mana?");

    city.officer(city.officerOf("unit-lain"))
        .body(question)
        .post("/reports/{id}/question", made.id())
        .then()
        .statusCode(403);
    city.officer(city.officerOf(made.category().unit()))
        .body(question)
        .post("/reports/{id}/question", made.id())
        .then()
        .statusCode(200);
    city.citizen(UUID.randomUUID())
        .body(Map.of("answer", "sini"))
        .post("/reports/{id}/question/answer", made.id())
        .then()
        .statusCode(403);
    String unreachable =
        nobody().body(City.report(made.category(), Map.of())).post("/reports").path("id");
    city.officer(city.officerOf(made.category().unit()))
        .body(question)
        .post("/reports/{id}/question", unreachable)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:reporter-not-reachable"));
  }

  @Test
  void whatWasLateStaysNotedHoweverItIsOpenedAgain() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    database.query("update report set due_at = now() - interval '1 hour' where id = $1", made.id());

    // Closed at once, before any sweep saw that it is late; then opened again with a new time.
    city.bring(officer, made.id(), "REJECTED", "RECEIVED");

    city.officer(officer)
        .get("/reports/{id}/breaches", made.id())
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .body("items[0].unit", equalTo(made.category().unit()));
    city.officer(officer)
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.kind", contains("RECEIVED", "SLA_BREACHED", "STATUS", "REOPENED"));
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> database.query("delete from sla_breach where report_id = $1", made.id())))
        .hasMessageContaining("history");
    city.citizen(made.reporter()).get("/reports/{id}/breaches", made.id()).then().statusCode(403);
  }

  static Map<String, Object> calendar(
      String day, String from, String to, List<Map<String, Object>> holidays) {
    return Map.of(
        "zone",
        ZONE.getId(),
        "hours",
        List.of(Map.of("day", day, "from", from, "to", to)),
        "holidays",
        holidays);
  }
}
