package id.loket.staging.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** I12: whom administrators dismiss and which devices they revoke is in the audit trail. */
@StagingTest
class AuditTrailTest {
  private final Database database = new Database();
  private final UUID admin = UUID.randomUUID();

  @Test
  void dismissingAndReinstatingIsRecordedOnceEach() {
    Field field = Field.loggedIn();
    dismiss(field);
    dismiss(field);
    Field.service().delete("/collectors/{id}/dismissal", field.collector).then().statusCode(204);

    JsonPath trail = trail(field.collector);
    assertThat(trail.getList("items.act"))
        .containsExactly("collector.reinstated", "collector.dismissed");
    assertThat(trail.getString("items[1].actor.id")).isEqualTo(admin.toString());
    assertThat(trail.getString("items[1].actor.role")).isEqualTo("admin");
    assertThat(trail.getBoolean("items[1].before.dismissed")).isFalse();
    assertThat(trail.getBoolean("items[1].after.dismissed")).isTrue();
    assertThat(trail.getString("items[0].actor.id")).isEqualTo("collector");
    assertThat(trail.prettify()).doesNotContain("pindah ke Garut");
  }

  @Test
  void revokingIsRecordedAndTheDatabaseRefusesToForgetIt() {
    Field field = Field.loggedIn();
    Field.service()
        .body(Map.of("by", "user:" + admin, "reason", "dicuri"))
        .post("/devices/{id}/revocation", field.device)
        .then()
        .statusCode(204);

    assertThat(trail(field.device).getList("items.act")).containsExactly("device.revoked");
    assertThat(trail(field.device).getString("items[0].before.status")).isEqualTo("ACTIVE");
    assertThatThrownBy(
            () -> database.query("delete from audit where object_id = $1", field.device.toString()))
        .hasMessageContaining("append-only");
  }

  private void dismiss(Field field) {
    Field.service()
        .body(Map.of("by", "user:" + admin, "reason", "pindah ke Garut"))
        .post("/collectors/{id}/dismissal", field.collector)
        .then()
        .statusCode(204);
  }

  private static JsonPath trail(UUID object) {
    return Field.service()
        .get("/audit?object={id}", object)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
