package id.loket.report.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** I12: what administrators and officers set up is in the audit trail. */
@ReportAppTest
class AuditTrailTest {
  private final City city = new City();
  private final Database database = new Database();
  private final TestTokens tokens = new TestTokens(LocalStackResource.stack());
  private final UUID admin = UUID.randomUUID();

  @Test
  void categoriesAreRecordedBeforeAndAfter() {
    City.Category category = city.category();
    patch(admin(), "/categories/" + category.id(), Map.of("slaHours", 24)).statusCode(200);
    patch(admin(), "/categories/" + category.id(), "\"1\"", Map.of("slaHours", 48)).statusCode(412);
    admin().delete("/categories/{id}", category.id()).then().statusCode(204);

    JsonPath trail = trail(category.id().toString());
    assertThat(trail.getList("items.act"))
        .containsExactly("category.deleted", "category.changed", "category.created");
    assertThat(trail.getInt("items[1].before.slaHours")).isEqualTo(72);
    assertThat(trail.getInt("items[1].after.slaHours")).isEqualTo(24);
    assertThat(trail.getString("items[1].actor.id")).isEqualTo(admin.toString());
    assertThat(trail.getString("items[1].traceId")).matches("[0-9a-f]{32}");
  }

  @Test
  void officersAreRecordedWithTheirUnits() {
    UUID officer = UUID.randomUUID();
    for (String unit : List.of("jalan", "taman")) {
      admin().body(Map.of("unit", unit)).put("/officers/{id}", officer).then().statusCode(200);
    }
    admin().delete("/officers/{id}", officer).then().statusCode(204);
    admin().delete("/officers/{id}", officer).then().statusCode(404);

    JsonPath trail = trail(officer.toString());
    assertThat(trail.getList("items.act"))
        .containsExactly("officer.removed", "officer.placed", "officer.placed");
    assertThat(trail.getString("items[0].before.unit")).isEqualTo("taman");
    assertThat(trail.getString("items[1].before.unit")).isEqualTo("jalan");
    assertThat(trail.<Object>get("items[2].before")).isNull();
    assertThat(trail.getString("items[1].after.unit")).isEqualTo("taman");
  }

  @Test
  void calendarsAreRecorded() {
    String unit = "u" + UUID.randomUUID().toString().substring(0, 12);
    calendar(unit, "Asia/Jakarta");
    calendar(unit, "Asia/Makassar");
    admin().delete("/units/{unit}/calendar", unit).then().statusCode(204);

    JsonPath trail = trail(unit);
    assertThat(trail.getList("items.act"))
        .containsExactly("calendar.removed", "calendar.set", "calendar.set");
    assertThat(trail.getString("items[1].before.zone")).isEqualTo("Asia/Jakarta");
    assertThat(trail.getString("items[1].after.zone")).isEqualTo("Asia/Makassar");
    assertThat(trail.<Object>get("items[2].before")).isNull();
    assertThat(trail.getString("items[0].before.hours[0].from")).isEqualTo("07:30");
  }

  @Test
  void templatesAreRecordedOfficersToo() {
    String unit = "u" + UUID.randomUUID().toString().substring(0, 12);
    UUID officer = city.officerOf(unit);
    String id =
        city.officer(officer)
            .body(
                Map.of(
                    "unit",
                    unit,
                    "title",
                    "Terima kasih",
                    "text",
                    Map.of("en", "Thank you", "id", "Terima kasih")))
            .post("/templates")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    patch(city.officer(officer), "/templates/" + id, Map.of("title", "Sudah")).statusCode(200);
    city.officer(officer).delete("/templates/{id}", id).then().statusCode(204);

    JsonPath trail = trail(id);
    assertThat(trail.getList("items.act"))
        .containsExactly("template.deleted", "template.changed", "template.created");
    assertThat(trail.getList("items.actor.role")).containsOnly("officer");
    assertThat(trail.getString("items[1].before.title")).isEqualTo("Terima kasih");
    assertThat(trail.getString("items[1].after.title")).isEqualTo("Sudah");
  }

  @Test
  void theTrailIsForAdministratorsAndTheDatabaseRefusesToChangeIt() {
    City.Category category = city.category();

    city.officer(UUID.randomUUID()).get("/audit").then().statusCode(403);
    assertThatThrownBy(
            () ->
                database.query(
                    "update audit set act = 'x' where object_id = $1", category.id().toString()))
        .hasMessageContaining("append-only");
  }

  private void calendar(String unit, String zone) {
    admin()
        .body(
            Map.of(
                "zone", zone,
                "hours", List.of(Map.of("day", "MONDAY", "from", "07:30", "to", "16:00")),
                "holidays", List.of()))
        .put("/units/{unit}/calendar", unit)
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse patch(
      RequestSpecification by, String path, Map<String, Object> fields) {
    return patch(by, path, "\"1\"", fields);
  }

  private static ValidatableResponse patch(
      RequestSpecification by, String path, String version, Map<String, Object> fields) {
    return by.contentType("application/merge-patch+json")
        .header("If-Match", version)
        .body(fields)
        .patch(path)
        .then();
  }

  private RequestSpecification admin() {
    return City.request(tokens.user(admin, "admin"));
  }

  private JsonPath trail(String object) {
    return city.admin()
        .get("/audit?object={id}", object)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
