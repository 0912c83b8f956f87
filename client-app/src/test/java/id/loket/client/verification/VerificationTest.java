package id.loket.client.verification;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.testing.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VerificationTest extends ClientAppTest {
  private final Pool database = ServiceDatabase.of("client-app");

  @Test
  void theTokenOfTheMailVerifiesOnceAndIsAnsweredWellAgain() {
    Person person = Person.unverified();
    String token = Person.tokenIn(inbox.await(person.email(), "Verifikasi alamat"));

    Person.verify(token).statusCode(200).body("verified", is(true));
    Person.verify(token).statusCode(200).body("userId", equalTo(person.id().toString()));

    person.asks().get(person.path()).then().body("verified", is(true));
    inbox.await(person.email(), "sudah terverifikasi");
    assertEquals(1, inbox.count(person.email(), "sudah terverifikasi"));
  }

  @Test
  void openingTheLinkChangesNothingItsButtonDoes() {
    Person person = Person.unverified();
    String token = Person.tokenIn(inbox.await(person.email(), "Verifikasi alamat"));

    given()
        .get("/verify?token=" + token + "&lang=id")
        .then()
        .statusCode(200)
        .contentType("text/html;charset=UTF-8")
        .header("Cache-Control", equalTo("no-store"))
        .header("Referrer-Policy", equalTo("no-referrer"))
        .body(containsString("Ya, ini alamat saya"))
        .body(containsString(token));
    person.asks().get(person.path()).then().body("verified", is(false));

    given()
        .formParam("token", token)
        .formParam("lang", "en")
        .post("/verify")
        .then()
        .statusCode(200)
        .body(containsString("Your address is verified"));
    person.asks().get(person.path()).then().body("verified", is(true));
  }

  @Test
  void thePageEscapesWhatItIsGiven() {
    given()
        .queryParam("token", "\"><script>alert(1)</script>")
        .get("/verify")
        .then()
        .statusCode(200)
        .body(not(containsString("<script>")));
    given().get("/verify").then().statusCode(200).body(containsString("incomplete"));
    given().formParam("token", "nonsense").post("/verify").then().statusCode(404);
  }

  @Test
  void unknownTokensAreRefused() {
    Person.verify("nonsense")
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:verification-token-unknown"));
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/users/verification")
        .then()
        .statusCode(400);
  }

  @Test
  void anExpiredTokenIsRefusedAndANewOneCanBeAskedFor() {
    Person person = Person.unverified();
    String old = Person.tokenIn(inbox.await(person.email(), "Verifikasi alamat"));
    database
        .query(
            "update verification_token set expires_at = now() - interval '1 second'"
                + " where user_id = '"
                + person.id()
                + "'")
        .executeAndAwait();

    Person.verify(old)
        .statusCode(410)
        .body("type", equalTo("urn:loket:problem:verification-token-expired"));
    given().formParam("token", old).post("/verify").then().statusCode(410);

    ask(person.email()).statusCode(202);
    String fresh =
        id.loket.client.testing.Eventually.get(
            "another mail",
            () ->
                inbox.to(person.email()).stream()
                    .map(Person::tokenIn)
                    .filter(token -> !token.equals(old))
                    .findFirst());
    Person.verify(fresh).statusCode(200);
  }

  @Test
  void askingAgainTellsNobodyWhichAddressesExist() {
    Person person = Person.unverified();
    assertEquals(
        ask(person.email()).statusCode(202).extract().asString(),
        ask(Person.newEmail()).statusCode(202).extract().asString());
  }

  @Test
  void askingAgainIsLimited() {
    String email = Person.newEmail();
    for (int i = 0; i < 3; i++) {
      ask(email).statusCode(202);
    }
    ask(email).statusCode(429).body("type", equalTo("urn:loket:problem:too-many-attempts"));
  }

  @Test
  void aTokenProvesOnlyTheAddressItWasSentTo() {
    Person person = Person.unverified();
    String token = Person.tokenIn(inbox.await(person.email(), "Verifikasi alamat"));
    person
        .asks()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"0\"")
        .body("{\"email\": \"" + Person.newEmail() + "\"}")
        .patch(person.path())
        .then()
        .statusCode(200);

    Person.verify(token).statusCode(404);
    person.asks().get(person.path()).then().body("verified", is(false));
  }

  @Test
  void tokensAreNotReadableAtRest() {
    Person person = Person.unverified();
    String token = Person.tokenIn(inbox.await(person.email(), "Verifikasi alamat"));

    var row =
        database
            .query(
                "select coalesce(data, '') || kind, (select string_agg(encode(digest, 'hex'), '')"
                    + " from verification_token t where t.user_id = m.user_id) as digests"
                    + " from mail m where user_id = '"
                    + person.id()
                    + "'")
            .executeAndAwait()
            .iterator()
            .next();
    assertEquals("VERIFICATION", row.getString(0));
    assertNotEquals(token, row.getString(1));
    assertTrue(row.getString(1).matches("[0-9a-f]{64}"));
  }

  private static ValidatableResponse ask(String email) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email))
        .post("/users/verification/requests")
        .then();
  }
}
