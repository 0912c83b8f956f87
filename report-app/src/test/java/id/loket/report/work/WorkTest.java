package id.loket.report.work;

import static id.loket.report.testing.City.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import id.loket.photo.Photos;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Officers' work: status, notes, hand-over, merging, lateness. */
@ReportAppTest
class WorkTest {
  private final City city = new City();
  private final Database database = new Database();

  @Test
  void aReportIsVerifiedRepairedAndItsHistoryTellsIt() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());

    city.bring(officer, made.id(), "VERIFIED", "IN_PROGRESS", "RESOLVED");

    nobody()
        .get("/reports/{id}/history", made.id())
        .then()
        .statusCode(200)
        .body("items.status", contains("RECEIVED", "VERIFIED", "IN_PROGRESS", "RESOLVED"))
        .body("items.note", hasItem("catatan RESOLVED"))
        .body("items.by", everyItem(nullValue()));
    city.officer(officer)
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.by", hasItem(officer.toString()));
  }

  @Test
  void stepsThatMakeNoSenseAreRefusedWithWhatIsPossible() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());

    city.changeStatus(officer, made.id(), "RESOLVED", "x")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:status-not-possible"))
        .body("possible", contains("VERIFIED", "REJECTED"));
    city.changeStatus(officer, made.id(), "REJECTED", null)
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("note"));
    city.changeStatus(officer, made.id(), "GONE", "x").then().statusCode(400);
  }

  @Test
  void onlyOfficersOfTheUnitWorkOnAReport() {
    City.Made made = city.reported(city.category());
    UUID foreign = city.officerOf("unit-lain");

    city.changeStatus(foreign, made.id(), "VERIFIED", null)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:officer-of-another-unit"))
        .body("unit", equalTo(made.category().unit()));
    city.changeStatus(UUID.randomUUID(), made.id(), "VERIFIED", null)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:officer-without-unit"));
    city.citizen(made.reporter())
        .body(Map.of("status", "VERIFIED"))
        .patch("/reports/{id}/status", made.id())
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:forbidden"));
    city.admin()
        .body(Map.of("status", "VERIFIED"))
        .patch("/reports/{id}/status", made.id())
        .then()
        .statusCode(200);
  }

  @Test
  void onlyOfficersOfTheUnitEditAReportAndMoveItToAnotherCategory() {
    City.Made made = city.reported(city.category());
    City.Category theirs = city.category();
    Map<String, Object> taken = Map.of("category", theirs.code());
    Map<String, Object> hidden = Map.of("visibility", "PRIVATE");

    edit(city.officer(city.officerOf(theirs.unit())), made.id(), 1, taken)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:officer-of-another-unit"));
    edit(city.officer(UUID.randomUUID()), made.id(), 1, hidden)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:officer-without-unit"));
    edit(city.officer(city.officerOf(made.category().unit())), made.id(), 1, taken)
        .then()
        .statusCode(200)
        .body("unit", equalTo(theirs.unit()));
    edit(city.officer(city.officerOf(made.category().unit())), made.id(), 2, hidden)
        .then()
        .statusCode(403);
    edit(city.admin(), made.id(), 2, hidden).then().statusCode(200);
  }

  @Test
  void anOfficerWhoReportedItselfIsItsReporterUntilSomebodyLooksAtIt() {
    City.Category category = city.category();
    UUID officer = city.officerOf("unit-lain");
    UUID report =
        UUID.fromString(
            city.officer(officer)
                .body(City.report(category, Map.of()))
                .post("/reports")
                .path("id"));

    edit(city.officer(officer), report, 1, Map.of("note", "dua tiang")).then().statusCode(200);
    city.bring(city.officerOf(category.unit()), report, "VERIFIED");
    edit(city.officer(officer), report, 3, Map.of("note", "tiga tiang")).then().statusCode(409);

    city.admin()
        .get("/reports/{id}/history", report)
        .then()
        .body("items.actor", contains("REPORTER", "REPORTER", "OFFICER"));
  }

  private static Response edit(
      RequestSpecification who, UUID report, int version, Map<String, Object> patch) {
    return who.contentType("application/merge-patch+json")
        .header("If-Match", "\"" + version + "\"")
        .body(patch)
        .patch("/reports/{id}", report);
  }

  @Test
  void whoSawAnOlderStateChangesNothing() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    city.bring(officer, made.id(), "VERIFIED");

    city.officer(officer)
        .header("If-Match", "\"1\"")
        .body(Map.of("status", "IN_PROGRESS"))
        .patch("/reports/{id}/status", made.id())
        .then()
        .statusCode(412);
  }

  @Test
  void theRepairIsShownByAnAfterPhotoOfTheSameReport() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    city.bring(officer, made.id(), "VERIFIED");
    String before = city.photographed(made, Photos.jpeg(30, 30)).getString("id");
    Response added = city.upload(city.officer(officer), made.id(), Photos.jpeg(31, 31), "AFTER");
    String after = added.path("id");

    city.officer(officer)
        .body(Map.of("status", "RESOLVED", "note", "beres", "afterPhoto", before))
        .patch("/reports/{id}/status", made.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:not-an-after-photo"));
    city.officer(officer)
        .body(Map.of("status", "RESOLVED", "note", "beres", "afterPhoto", UUID.randomUUID()))
        .patch("/reports/{id}/status", made.id())
        .then()
        .statusCode(404);
    city.officer(officer)
        .body(Map.of("status", "RESOLVED", "note", "beres", "afterPhoto", after))
        .patch("/reports/{id}/status", made.id())
        .then()
        .statusCode(200);
    nobody().get("/reports/{id}/history", made.id()).then().body("items.mediaId", hasItem(after));
  }

  @Test
  void aReportIsHandedToAnotherUnit() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    String unit = "unit-" + UUID.randomUUID().toString().substring(0, 8);
    UUID colleague = city.officerOf(unit);

    city.officer(officer)
        .body(Map.of("assignee", colleague))
        .put("/reports/{id}/assignment", made.id())
        .then()
        .statusCode(403);
    city.officer(officer)
        .body(Map.of("unit", unit, "assignee", colleague, "note", "bukan kami"))
        .put("/reports/{id}/assignment", made.id())
        .then()
        .statusCode(200)
        .body("unit", equalTo(unit))
        .body("assignee", equalTo(colleague.toString()));
    city.changeStatus(officer, made.id(), "VERIFIED", null).then().statusCode(403);
    city.changeStatus(colleague, made.id(), "VERIFIED", null).then().statusCode(200);
  }

  @Test
  void notesAmongOfficersStayAmongThem() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());

    city.officer(officer)
        .body(Map.of("note", "tangga perlu dipinjam"))
        .post("/reports/{id}/notes", made.id())
        .then()
        .statusCode(200);

    city.citizen(made.reporter())
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.note", not(hasItem("tangga perlu dipinjam")));
    city.officer(officer)
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.note", hasItem("tangga perlu dipinjam"));
  }

  @Test
  void aMergedReportIsClosedAndItsReporterVotesForTheOther() {
    City.Category category = city.category();
    City.Made first = city.reported(category);
    City.Made second = city.reported(category);
    UUID neighbour = UUID.randomUUID();
    city.citizen(neighbour).body("{}").post("/reports/{id}/votes", second.id());
    UUID officer = city.officerOf(category.unit());

    city.officer(officer)
        .body(Map.of("into", first.id()))
        .post("/reports/{id}/merge", second.id())
        .then()
        .statusCode(200)
        .body("status", equalTo("REJECTED"))
        .body("duplicateOf", equalTo(first.id().toString()));

    nobody().get("/reports/{id}", first.id()).then().body("votes", equalTo(2));
    city.officer(officer)
        .body(Map.of("into", first.id()))
        .post("/reports/{id}/merge", second.id())
        .then()
        .statusCode(409);
    city.officer(officer)
        .body(Map.of("into", second.id()))
        .post("/reports/{id}/merge", first.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:report-not-mergeable"));
    city.officer(officer)
        .body(Map.of("into", first.id()))
        .post("/reports/{id}/merge", first.id())
        .then()
        .statusCode(409);
  }

  @Test
  void whoLeftOnlyAContactIsToldOfTheReportTheirsWasMergedInto() {
    City.Category category = city.category();
    City.Made first = city.reported(category);
    String mail = UUID.randomUUID() + "@example.org";
    String second =
        nobody()
            .header("Accept-Language", "id")
            .body(City.report(category, Map.of("contact", Map.of("mail", mail))))
            .post("/reports")
            .path("id");
    UUID officer = city.officerOf(category.unit());
    city.officer(officer)
        .body(Map.of("into", first.id()))
        .post("/reports/{id}/merge", second)
        .then()
        .statusCode(200);
    city.mailsTo(mail, 1);

    city.bring(officer, first.id(), "VERIFIED");

    assertThat(city.mailsTo(mail, 2).getFirst().get("subject"))
        .isEqualTo("Laporan yang Anda dukung terverifikasi: Lampu jalan");
  }

  @Test
  void whatIsReopenedGetsTheWholeTimeAnew() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    city.bring(officer, made.id(), "REJECTED");

    city.changeStatus(officer, made.id(), "RECEIVED", "ternyata benar").then().statusCode(200);

    nobody()
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.kind", contains("RECEIVED", "STATUS", "REOPENED"));
  }

  @Test
  void latenessIsNotedOnce() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    database.query("update report set due_at = now() - interval '1 hour' where id = $1", made.id());

    List<String> kinds =
        await()
            .atMost(City.PATIENCE)
            .until(
                () ->
                    city.officer(officer)
                        .get("/reports/{id}/history", made.id())
                        .jsonPath()
                        .getList("items.kind"),
                found -> found.contains("SLA_BREACHED"));
    assertThat(kinds).containsExactly("RECEIVED", "SLA_BREACHED");
    city.officer(officer)
        .get("/reports?overdue=true&unit={u}", made.category().unit())
        .then()
        .body("items.id", contains(made.id().toString()))
        .body("items[0].overdue", equalTo(true));
    nobody().get("/reports?overdue=true").then().statusCode(403);
  }

  @Test
  void manyThatAreLateAtOnceAreAllNotedSoon() {
    City.Category category = city.category();
    database.query(
        """
        insert into report (id, category_id, note, address, anonymous, status, unit, source, due_at)
        select gen_random_uuid(), $1, 'x', 'Jl. Mawar', true, 'RECEIVED', $2, 'SAMPLE',
          now() - interval '1 day' from generate_series(1, 1500)
        """,
        category.id(),
        category.unit());

    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from report where category_id = $1"
                        + " and sla_breached_at is null",
                    category.id()),
            left -> left == 0);
  }

  /** fuzz F4, security M7: every officer saw, changed and published what was another unit's. */
  @Test
  void officersSeeAndChangeWhatIsTheirUnitsOnly() {
    City.Category category = city.category();
    City.Made hidden = city.reported(category, Map.of("visibility", "PRIVATE"));
    City.Made anonymous = city.reported(category, Map.of("anonymous", true));
    UUID own = city.officerOf(category.unit());

    for (UUID other : List.of(city.officerOf(city.category().unit()), UUID.randomUUID())) {
      city.officer(other).get("/reports/{id}", hidden.id()).then().statusCode(404);
      city.officer(other).get("/reports/{id}/history", hidden.id()).then().statusCode(404);
      city.officer(other)
          .contentType("application/merge-patch+json")
          .header("If-Match", "\"1\"")
          .body(Map.of("visibility", "PUBLIC"))
          .patch("/reports/{id}", hidden.id())
          .then()
          .statusCode(404);
      city.officer(other)
          .contentType("application/merge-patch+json")
          .header("If-Match", "\"1\"")
          .body(Map.of("note", "Bukan apa-apa"))
          .patch("/reports/{id}", anonymous.id())
          .then()
          .statusCode(403);
      city.officer(other)
          .get("/reports/{id}", anonymous.id())
          .then()
          .statusCode(200)
          .body("exact", equalTo(false))
          .body("reporterId", nullValue())
          .body("contact", nullValue());
      city.officer(other)
          .queryParam("category", category.code())
          .get("/reports")
          .then()
          .body("items.id", not(hasItem(hidden.id().toString())))
          .body("items.reporterId.findAll { it != null }", empty());
    }

    city.officer(own)
        .queryParam("category", category.code())
        .get("/reports")
        .then()
        .body("items.id", hasItem(hidden.id().toString()));
    city.officer(own)
        .get("/reports/{id}", anonymous.id())
        .then()
        .body("exact", equalTo(true))
        .body("reporterId", equalTo(anonymous.reporter().toString()));
    city.admin().get("/reports/{id}", hidden.id()).then().statusCode(200);
  }

  @Test
  void aTemplateAnswersInTheReportersLanguage() {
    City.Made made = city.reported(city.category());
    UUID officer = city.officerOf(made.category().unit());
    String template =
        city.officer(officer)
            .body(
                Map.of(
                    "unit",
                    made.category().unit(),
                    "title",
                    "Bukan wewenang",
                    "text",
                    Map.of("en", "Not ours", "id", "Bukan wewenang kami")))
            .post("/templates")
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    city.officer(officer)
        .body(Map.of("status", "REJECTED", "template", template))
        .patch("/reports/{id}/status", made.id())
        .then()
        .statusCode(200);

    nobody()
        .get("/reports/{id}/history", made.id())
        .then()
        .body("items.note", hasItem("Bukan wewenang kami"));
    city.officer(officer).get("/templates/{id}", template).then().header("ETag", "\"1\"");
    city.citizen(made.reporter()).get("/templates").then().statusCode(403);
    for (UUID other : List.of(city.officerOf(city.category().unit()), UUID.randomUUID())) {
      city.officer(other).get("/templates/{id}", template).then().statusCode(404);
      city.officer(other).get("/templates").then().body("items.id", not(hasItem(template)));
      city.officer(other).delete("/templates/{id}", template).then().statusCode(403);
      city.officer(other)
          .contentType("application/merge-patch+json")
          .header("If-Match", "\"1\"")
          .body(Map.of("title", "Milik kami"))
          .patch("/templates/{id}", template)
          .then()
          .statusCode(403);
    }
    // not given to another unit either, and what is for all units is an administrator's
    for (Map<String, Object> patch :
        List.<Map<String, Object>>of(
            Map.of("unit", city.category().unit()), Collections.singletonMap("unit", null))) {
      city.officer(officer)
          .contentType("application/merge-patch+json")
          .header("If-Match", "\"1\"")
          .body(patch)
          .patch("/templates/{id}", template)
          .then()
          .statusCode(403);
    }
    city.officer(officer).delete("/templates/{id}", template).then().statusCode(204);
  }
}
