package id.loket.staging.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose device may go on, and whose assignments come to whom. */
@StagingTest
class DeviceTest {
  private final Database database = new Database();

  @Test
  void aDeviceGoesOnUnlessItIsRevokedOrAnothers() {
    Field field = Field.loggedIn();

    renew(field.device, field.collector, false).statusCode(204);
    renew(field.device, UUID.randomUUID(), false)
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:device-unknown"));
    Field.service()
        .body(Map.of("by", "admin", "reason", "dicuri"))
        .post("/devices/{id}/revocation", field.device)
        .then()
        .statusCode(204);
    renew(field.device, field.collector, false)
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:device-revoked"));
  }

  @Test
  void whoCollectsNoMoreMaySendWhatIsRecordedAndNothingElse() {
    Field field = Field.loggedIn();

    renew(field.device, field.collector, true).statusCode(204);

    field
        .push(List.of(field.visit(UUID.randomUUID(), 0)))
        .then()
        .statusCode(200)
        .body("stored", equalTo(1));
    field
        .logIn(true)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:collector-dismissed"));
  }

  @Test
  void assignmentsOfAnAddressDoNotComeToWhoeverHasItAfterSomebody() {
    Field first = Field.loggedIn();
    Field second = new Field();

    second
        .logInAs(first.email)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:address-of-another-collector"));
    assertThat(emailOf(first)).isEqualTo(first.email);

    Field.service()
        .body(Map.of("by", "admin", "reason", "pindah"))
        .post("/collectors/{id}/dismissal", first.collector)
        .then()
        .statusCode(204);
    second.logInAs(first.email).then().statusCode(200);
    assertThat(emailOf(second)).isEqualTo(first.email);
  }

  @Test
  void whoChangesTheirAddressKeepsTheirAssignments() {
    Field field = Field.loggedIn();
    String other = "baru-" + field.email;
    assignmentOf(field.email);

    field.logInAs(other).then().statusCode(200);
    assertThat(emailOf(field)).isEqualTo(field.email);

    database.query("update assignment set withdrawn = true where collector = $1", field.email);
    field.logInAs(other).then().statusCode(200);
    assertThat(emailOf(field)).isEqualTo(other);
  }

  private void assignmentOf(String email) {
    database.query(
        """
        with c as (
          insert into customer (id, core_ref, name, address)
          values (gen_random_uuid(), gen_random_uuid()::text, 'Ibu Tini', 'Jalan Braga 1')
          returning id),
        k as (
          insert into contract (id, core_ref, customer_id, outstanding, currency, due_date)
          select gen_random_uuid(), gen_random_uuid()::text, id, 1000, 'IDR', current_date from c
          returning id)
        insert into assignment (id, core_ref, contract_id, collector, day, priority, supply)
        select gen_random_uuid(), gen_random_uuid()::text, id, $1, current_date, 1, 0 from k
        """,
        email);
  }

  private String emailOf(Field field) {
    return database
        .query("select email from collector where id = $1", field.collector)
        .getFirst()
        .getString("email");
  }

  private static ValidatableResponse renew(UUID device, UUID collector, boolean dismissed) {
    return Field.service()
        .body(Map.of("collectorId", collector, "dismissed", dismissed))
        .post("/devices/{id}/renewals", device)
        .then();
  }
}
