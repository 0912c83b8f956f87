package id.loket.client.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.testing.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I12: what administrators do with people's accounts is in the audit trail. */
@QuarkusTest
class AuditTrailTest extends ClientAppTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Person admin;
  private Person user;

  @BeforeEach
  void somebody() {
    admin = Person.sample("admin");
    user = Person.registered();
  }

  @Test
  void rolesAreRecordedBeforeAndAfter() {
    patch(admin, user, Map.of("roles", List.of("citizen", "officer"))).statusCode(200);

    JsonPath trail = trail();
    assertThat(trail.getList("items.act")).containsExactly("user.role-changed");
    assertThat(trail.getList("items[0].before.roles")).containsExactly("citizen");
    assertThat(trail.getList("items[0].after.roles")).containsExactly("citizen", "officer");
    assertThat(trail.getString("items[0].actor.id")).isEqualTo(admin.id().toString());
    assertThat(trail.getString("items[0].actor.role")).isEqualTo("admin");
    assertThat(trail.getString("items[0].traceId")).matches("[0-9a-f]{32}");
  }

  @Test
  void ofWhatIsPersonalOnlyThatItChangedIsRecorded() {
    String name = "Nama " + UUID.randomUUID();
    patch(admin, user, Map.of("name", name, "phone", "+62 811 000 111")).statusCode(200);
    admin
        .asks()
        .body(Map.of("email", Person.newEmail()))
        .put(user.path() + "/email")
        .then()
        .statusCode(202);

    JsonPath trail = trail();
    assertThat(trail.getList("items.act"))
        .containsExactly("user.email-change-asked", "user.changed");
    assertThat(trail.getList("items[1].after.changed")).containsExactly("name", "phone");
    assertThat(trail.prettify()).doesNotContain(name, "811", "@");
  }

  @Test
  void whatPeopleDoWithTheirOwnAccountIsNotRecorded() {
    patch(user, user, Map.of("name", "Siti Lain")).statusCode(200);
    patch(user, user, Map.of("roles", List.of("admin"))).statusCode(403);

    assertThat(trail().getList("items")).isEmpty();
  }

  @Test
  void aChangeThatIsNotMadeIsNotRecorded() {
    admin
        .asks()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"99\"")
        .body(Map.of("roles", List.of("admin")))
        .patch(user.path())
        .then()
        .statusCode(412);

    assertThat(trail().getList("items")).isEmpty();
  }

  @Test
  void whatCannotBeRecordedIsNotDone() {
    sql("alter table audit add constraint refused check (object_id <> '%s') not valid");
    try {
      patch(admin, user, Map.of("roles", List.of("admin"))).statusCode(500);
    } finally {
      sql("alter table audit drop constraint refused");
    }

    assertThat(admin.asks().get(user.path()).jsonPath().getList("roles"))
        .containsExactly("citizen");
    assertThat(trail().getList("items")).isEmpty();
  }

  @Test
  void anAccountThatAnAdministratorDeletesIsRecorded() {
    admin.asks().delete(user.path()).then().statusCode(204);

    assertThat(trail().getList("items.act")).containsExactly("user.deleted");
    assertThat(trail().getList("items[0].before.roles")).containsExactly("citizen");
  }

  @Test
  void whatAnAdministratorBooksForSomebodyIsRecorded() {
    UUID seat = UUID.randomUUID();
    admin
        .asks()
        .body(Map.of("eventId", UUID.randomUUID(), "seatId", seat))
        .post(user.path() + "/bookings")
        .then()
        .statusCode(201);

    assertThat(trail().getList("items.act")).containsExactly("booking.asked-for");
  }

  @Test
  void theTrailIsForAdministratorsAndTheDatabaseRefusesToChangeIt() {
    patch(admin, user, Map.of("name", "Siti Lain")).statusCode(200);

    user.asks().get("/audit").then().statusCode(403);
    assertThatThrownBy(() -> sql("delete from audit where object_id = '%s'"))
        .hasMessageContaining("append-only");
  }

  private void sql(String statement) {
    ServiceDatabase.of("client-app")
        .query(statement.formatted(user.id()))
        .execute()
        .await()
        .atMost(PATIENCE);
  }

  private ValidatableResponse patch(Person by, Person whose, Map<String, Object> fields) {
    String version = by.asks().get(whose.path()).header("ETag");
    return by.asks()
        .contentType("application/merge-patch+json")
        .header("If-Match", version)
        .body(fields)
        .patch(whose.path())
        .then();
  }

  private JsonPath trail() {
    return admin
        .asks()
        .get("/audit?object=" + user.id())
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
