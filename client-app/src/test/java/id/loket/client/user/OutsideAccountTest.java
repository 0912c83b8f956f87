package id.loket.client.user;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.OutsideIssuer;
import id.loket.client.testing.Person;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

/** People who sign in at an issuer outside, which runs. */
@QuarkusTest
class OutsideAccountTest extends ClientAppTest {
  private final TestIssuer issuer = OutsideIssuer.running();
  private final String subject = "kota|" + Ids.next();
  private final String email = Person.newEmail();

  @Test
  void anAccountIsMadeWhenSomebodyIsSeenFirst() {
    String id =
        seen(subject, "Siti Aminah", email)
            .body("verified", equalTo(true))
            .body("email", equalTo(email))
            .body("name", equalTo("Siti Aminah"))
            .body("locale", equalTo("en"))
            .body("roles", contains("citizen"))
            .extract()
            .path("id");

    assertEquals(5, UUID.fromString(id).version());
    seen(subject, "Siti Aminah", email).body("id", equalTo(id));
    as(token(subject, "Siti Aminah", email))
        .get("/users/" + id + "/bookings")
        .then()
        .statusCode(200);
  }

  @Test
  void ofManyFirstRequestsAtOnceOneMakesTheAccount() {
    String token = token(subject, "Siti", email);

    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 12)
            .mapToObj(
                n -> CompletableFuture.supplyAsync(() -> as(token).get("/users/me").statusCode()))
            .toList();

    answers.forEach(answer -> assertEquals(200, answer.join()));
  }

  @Test
  void whatChangesThereChangesHere() {
    String other = Person.newEmail();
    String id = seen(subject, "Siti", email).extract().path("id");

    seen(subject, "Siti Aminah", other)
        .body("id", equalTo(id))
        .body("name", equalTo("Siti Aminah"))
        .body("email", equalTo(other));
  }

  @Test
  void anIdThatIsOneIsKept() {
    UUID id = UUID.randomUUID();

    seen(id.toString(), "Siti", email).body("id", equalTo(id.toString()));
  }

  @Test
  void withoutAProvenAddressThereIsNoAccount() {
    JwtClaims claims = issuer.person(subject, "Siti", email, "citizen");
    claims.setClaim("email_verified", false);

    as(issuer.sign(claims))
        .get("/users/me")
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:not-verified"));
  }

  @Test
  void anAccountWithAPasswordIsNotTakenOverByItsAddress() {
    Person local = Person.registered();

    as(token(subject, "Somebody", local.email()))
        .get("/users/me")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:email-taken"));
    local
        .asks()
        .get("/users/" + local.id())
        .then()
        .statusCode(200)
        .body("name", equalTo("Siti Aminah"));
  }

  @Test
  void nobodyGetsAPasswordBesideTheIssuer() {
    String id = seen(subject, "Siti", email).extract().path("id");
    String token = token(subject, "Siti", email);

    given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email))
        .post("/users/password-resets")
        .then()
        .statusCode(202);
    as(token)
        .contentType(ContentType.JSON)
        .body(Map.of("oldPassword", "x", "password", Person.PASSWORD))
        .put("/users/" + id + "/password")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:kept-elsewhere"));
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email, "password", "x"))
        .post("/sessions")
        .then()
        .statusCode(401);
    // the reset's mail would have been written before that of another's reset, asked for later
    Person other = Person.registered();
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", other.email()))
        .post("/users/password-resets")
        .then()
        .statusCode(202);
    inbox.await(other.email(), "sandi");
    assertEquals(0, inbox.to(email).size());
  }

  /** No link: no password can come of it. */
  @Test
  void whoRegistersWithTheirAddressIsToldWhereTheyHaveAnAccount() {
    seen(subject, "Siti", email);

    Person.register(email).statusCode(202);

    String text = inbox.await(email, "You have an account already").get("text").asText();
    assertTrue(text.contains(URI.create(issuer.url()).getHost()), text);
    assertFalse(text.contains("token"), text);
    assertFalse(text.contains("ask for a new one"), text);
    assertEquals(1, inbox.to(email).size());
  }

  @Test
  void nameAndRolesAreChangedWhereTheyAreKept() {
    String id = seen(subject, "Siti", email).extract().path("id");
    String token = token(subject, "Siti", email);

    patch(token, id, "{\"name\": \"Other\"}")
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:kept-elsewhere"));
    patch(token, id, "{\"phone\": \"+62 812-3456-7890\"}").statusCode(200);
  }

  @Test
  void whoAskedToBeForgottenStaysSo() {
    String id = seen(subject, "Siti", email).extract().path("id");
    String token = token(subject, "Siti", email);
    as(token).delete("/users/" + id).then().statusCode(204);

    // another name, so that what was just seen does not answer for it
    as(token(subject, "Siti A", email)).get("/users/me").then().statusCode(404);
    as(token).get("/users/me").then().statusCode(404);
    String again = seen("kota|" + Ids.next(), "Siti", email).extract().path("id");
    assertNotEquals(id, again);
  }

  @Test
  void itsOwnTokensAreGoodBesideThose() {
    Person local = Person.registered();

    local.asks().get("/users/me").then().statusCode(200).body("id", equalTo(local.id().toString()));
  }

  private ValidatableResponse patch(String token, String id, String change) {
    String tag = as(token).get("/users/" + id).then().statusCode(200).extract().header("ETag");
    return as(token)
        .header("If-Match", tag)
        .contentType("application/merge-patch+json")
        .body(change)
        .patch("/users/" + id)
        .then();
  }

  private ValidatableResponse seen(String subject, String name, String email) {
    return as(token(subject, name, email)).get("/users/me").then().statusCode(200);
  }

  private String token(String subject, String name, String email) {
    return issuer.sign(issuer.person(subject, name, email, "citizen", "offline_access"));
  }

  private static RequestSpecification as(String token) {
    return given().auth().oauth2(token);
  }
}
