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
import id.loket.client.testing.Eventually;
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
    String email = Person.newEmail();
    String token = registeredWith(email);

    String id =
        Person.verify(token).statusCode(200).body("verified", is(true)).extract().path("userId");
    Person.verify(token).statusCode(200).body("userId", equalTo(id));

    Person person = Person.signIn(email, Person.PASSWORD);
    assertEquals(id, person.id().toString());
    person.asks().get(person.path()).then().body("verified", is(true));
    inbox.await(email, "sudah terverifikasi");
    assertEquals(1, inbox.count(email, "sudah terverifikasi"));
  }

  @Test
  void beforeItsAddressIsProvenThereIsNoAccount() {
    String email = Person.newEmail();
    String token = registeredWith(email);

    signIn(email).statusCode(401).body("type", equalTo("urn:loket:problem:wrong-credentials"));

    Person.verify(token).statusCode(200);
    signIn(email).statusCode(201);
  }

  @Test
  void openingTheLinkChangesNothingItsButtonDoes() {
    String email = Person.newEmail();
    String token = registeredWith(email);

    given()
        .get("/verify?token=" + token + "&lang=id")
        .then()
        .statusCode(200)
        .contentType("text/html;charset=UTF-8")
        .header("Cache-Control", equalTo("no-store"))
        .header("Referrer-Policy", equalTo("no-referrer"))
        .body(containsString("Ya, ini alamat saya"))
        .body(containsString(token));
    signIn(email).statusCode(401);

    given()
        .formParam("token", token)
        .formParam("lang", "en")
        .post("/verify")
        .then()
        .statusCode(200)
        .body(containsString("Your address is verified"));
    signIn(email).statusCode(201);
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
  void anExpiredTokenIsRefusedAndWhoRegistersAgainGetsANewOne() {
    String email = Person.newEmail();
    String old = registeredWith(email);
    database
        .query(
            "update verification_token set expires_at = now() - interval '1 second' where user_id"
                + " in (select id from registration where email = '"
                + email
                + "')")
        .executeAndAwait();

    Person.verify(old)
        .statusCode(410)
        .body("type", equalTo("urn:loket:problem:verification-token-expired"));
    given().formParam("token", old).post("/verify").then().statusCode(410);

    Person.register(email).statusCode(202);
    String fresh =
        Eventually.get(
            "another mail",
            () ->
                inbox.to(email).stream()
                    .map(Person::tokenIn)
                    .filter(token -> !token.equals(old))
                    .findFirst());
    Person.verify(fresh).statusCode(200);
  }

  @Test
  void tokensAreNotReadableAtRest() {
    String email = Person.newEmail();
    String token = registeredWith(email);

    var row =
        database
            .query(
                "select coalesce(data, '') || kind, (select string_agg(encode(digest, 'hex'), '')"
                    + " from verification_token t where t.user_id = m.user_id) as digests"
                    + " from mail m join registration r on r.id = m.user_id where r.email = '"
                    + email
                    + "'")
            .executeAndAwait()
            .iterator()
            .next();
    assertEquals("VERIFICATION", row.getString(0));
    assertNotEquals(token, row.getString(1));
    assertTrue(row.getString(1).matches("[0-9a-f]{64}"));
  }

  /** The token mailed to whoever registers. */
  private String registeredWith(String email) {
    Person.register(email).statusCode(202);
    return Person.tokenIn(inbox.await(email, "Verifikasi alamat"));
  }

  private static ValidatableResponse signIn(String email) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email, "password", Person.PASSWORD))
        .post("/sessions")
        .then();
  }
}
