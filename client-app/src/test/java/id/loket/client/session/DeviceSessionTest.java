package id.loket.client.session;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeviceSessionTest extends ClientAppTest {
  private final TestTokens tokens = new TestTokens(LocalStackResource.stack());

  @Test
  void anExchangeWhoseAnswerWasLostIsMadeAgainUntilItsTokenIsUsed() {
    String first = signIn(Person.registered());
    refresh(first).statusCode(200); // lost on the way
    String second = refresh(first).statusCode(200).extract().path("refreshToken");
    String third = refresh(second).statusCode(200).extract().path("refreshToken");

    refresh(first).statusCode(401).body("type", equalTo("urn:loket:problem:session-ended"));

    refresh(third).statusCode(401);
  }

  @Test
  void whatALostAnswerGaveIsWorthNothing() {
    String first = signIn(Person.registered());
    String lost = refresh(first).statusCode(200).extract().path("refreshToken");
    refresh(first).statusCode(200);

    refresh(lost).statusCode(401);
  }

  @Test
  void onlyCollectorRefreshesThem() {
    Person person = Person.registered();
    String token = signIn(person);

    given()
        .contentType(ContentType.JSON)
        .body(Map.of("refreshToken", token))
        .post("/sessions/refresh")
        .then()
        .statusCode(401);
    refresh(person.refreshToken()).statusCode(401);
    refresh(token).statusCode(200);
  }

  @Test
  void aChangedPasswordEndsThem() {
    Person person = Person.registered();
    String token = signIn(person);

    person
        .asks()
        .body(Map.of("oldPassword", Person.PASSWORD, "password", "perahu pagi ke Madura"))
        .put(person.path() + "/password")
        .then()
        .statusCode(204);

    refresh(token).statusCode(401);
  }

  private String signIn(Person person) {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", tokens.service("collector", "client-app"))
        .header("Loket-Caller-Address", "203.0.113.5")
        .header("Loket-Device", UUID.randomUUID().toString())
        .body(Map.of("email", person.email(), "password", Person.PASSWORD))
        .post("/sessions")
        .then()
        .statusCode(201)
        .extract()
        .path("refreshToken");
  }

  private ValidatableResponse refresh(String token) {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", tokens.service("collector", "client-app"))
        .body(Map.of("refreshToken", token))
        .post("/sessions/refresh")
        .then();
  }
}
