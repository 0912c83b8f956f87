package id.loket.staging.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of people: told to client-app, and forgotten when an account is. */
@StagingTest
@QuarkusTestResource(ClientAppStandIn.class)
class PersonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Database database = new Database();

  @Test
  void whoIsDeletedAtClientAppIsForgottenAndWhatTheyRecordedStays() {
    Field first = Field.loggedIn();
    Field second = Field.loggedIn();
    first.push(List.of(first.visit(java.util.UUID.randomUUID(), 50_000)));

    ClientAppStandIn.delete(first.collector);
    ClientAppStandIn.delete(second.collector);

    for (Field field : List.of(first, second)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          database.count(
                              "select count(*) from collector t where t::text like $1",
                              "%" + field.email + "%"))
                      .isZero());
    }
    assertThat(
            database.count(
                "select count(*) from collector where id = $1 and name = ''"
                    + " and dismissed_by = 'client-app'",
                first.collector))
        .isEqualTo(1);
    assertThat(database.count("select count(*) from item where collector_id = $1", first.collector))
        .isEqualTo(1);
  }

  @Test
  void clientAppAloneIsToldAllThatIsKept() {
    Field field = Field.loggedIn();
    TestTokens tokens = new TestTokens(LocalStackResource.stack());

    RestAssured.given()
        .header("Authorization", tokens.service("client-app", "database"))
        .get("/people/{id}", field.collector)
        .then()
        .statusCode(200)
        .body("collector.email", equalTo(field.email))
        .body("devices", hasSize(1))
        .body("batches", hasSize(1));
    Field.service().get("/people/{id}", field.collector).then().statusCode(403);
  }
}
