package id.loket.client.session;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.ServiceDatabase;
import id.loket.kit.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SessionTest extends ClientAppTest {
  private final Pool database = ServiceDatabase.of("client-app");

  @Test
  void anAccessTokenVerifiesWithThePublishedKeysAndSaysNoMoreThanNeeded()
      throws JoseException, InvalidJwtException, org.jose4j.jwt.MalformedClaimException {
    Person person = Person.registered();

    String keySet =
        given().get("/.well-known/jwks.json").then().statusCode(200).extract().asString();
    JwtClaims claims =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                new JwksVerificationKeyResolver(new JsonWebKeySet(keySet).getJsonWebKeys()))
            .setExpectedIssuer("https://loket.local")
            .setExpectedAudience("loket")
            .build()
            .processToClaims(person.accessToken());

    assertEquals(person.id().toString(), claims.getSubject());
    assertEquals(List.of("citizen"), claims.getStringListClaimValue("groups"));
    assertEquals("id", claims.getStringClaimValue("locale"));
    assertEquals(900, claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue());
    assertFalse(claims.toJson().contains("@"));
    assertFalse(keySet.contains("\"d\""));
  }

  @Test
  void thePublishedKeyIsNamedAsTheLocalStackNamesIt() throws IOException {
    String keyId = given().get("/.well-known/jwks.json").then().extract().path("keys[0].kid");
    JsonNode expected = new ObjectMapper().readTree(LocalStackResource.stack().jwksFile().toFile());
    assertEquals(expected.at("/keys/0/kid").asText(), keyId);
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressLookAlike() {
    Person person = Person.registered();

    String wrongPassword =
        signIn(person.email(), "not this one").statusCode(401).extract().asString();
    String unknown = signIn(Person.newEmail(), "not this one").statusCode(401).extract().asString();

    assertEquals(wrongPassword, unknown);
    assertTrue(unknown.contains("urn:loket:problem:wrong-credentials"));
  }

  @Test
  void tooManyAttemptsHaveToWaitEvenWithTheRightPassword() {
    String email = Person.newEmail();
    Person.register(email).statusCode(202);
    for (int attempt = 1; attempt <= 10; attempt++) {
      signIn(email, "guess number " + attempt).statusCode(401);
    }

    signIn(email.toUpperCase(Locale.ROOT), Person.PASSWORD)
        .statusCode(429)
        .header("Retry-After", matchesPattern("[1-9][0-9]*"))
        .body("type", equalTo("urn:loket:problem:too-many-attempts"));
    Person.registered(); // others are not kept out
  }

  @Test
  void aSessionEndsHoweverOftenItIsRefreshed() {
    Person person = Person.registered();
    Person officer = Person.sample("officer");
    age(person, "89 days");
    age(officer, "11 hours");
    String citizens = refresh(person.refreshToken()).statusCode(200).extract().path("refreshToken");
    String officers =
        refresh(officer.refreshToken()).statusCode(200).extract().path("refreshToken");

    age(person, "91 days");
    age(officer, "13 hours");

    refresh(citizens).statusCode(401).body("type", equalTo("urn:loket:problem:session-ended"));
    refresh(officers).statusCode(401).body("type", equalTo("urn:loket:problem:session-ended"));
  }

  @Test
  void aHashOfFormerParametersIsRenewedAtSignIn() {
    Person person = Person.registered();
    String former =
        Password.hash(Person.PASSWORD)
            .addRandomSalt(16)
            .with(Argon2Function.getInstance(1024, 2, 1, 32, Argon2.ID))
            .getResult();
    database
        .preparedQuery("update app_user set password_hash = $1 where id = $2")
        .executeAndAwait(Tuple.of(former, person.id()));

    signIn(person.email(), Person.PASSWORD).statusCode(201);

    String hash = hashOf(person);
    assertTrue(hash.startsWith("$argon2id$v=19$"), hash);
    assertFalse(hash.contains("$m=1024,t=2,"), hash);
    signIn(person.email(), Person.PASSWORD).statusCode(201);
    assertEquals(hash, hashOf(person));
  }

  private String hashOf(Person person) {
    return database
        .query("select password_hash from app_user where id = '" + person.id() + "'")
        .executeAndAwait()
        .iterator()
        .next()
        .getString(0);
  }

  private void age(Person person, String age) {
    database
        .query(
            "update session set created_at = now() - interval '%s' where user_id = '%s'"
                .formatted(age, person.id()))
        .executeAndAwait();
  }

  @Test
  void manyGuessesAtOnceDoNotSlipThrough() throws InterruptedException {
    String email = Person.newEmail();
    Person.register(email).statusCode(202);
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());

    List<Thread> guesses = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      guesses.add(
          Thread.ofVirtual()
              .start(() -> statuses.add(signIn(email, "a guess").extract().statusCode())));
    }
    for (Thread guess : guesses) {
      guess.join();
    }

    assertEquals(10, statuses.stream().filter(status -> status == 401).count());
    assertEquals(20, statuses.stream().filter(status -> status == 429).count());
  }

  @Test
  void refreshTokensChangeWithEveryUse() {
    Person person = Person.registered();

    String second =
        refresh(person.refreshToken())
            .statusCode(200)
            .header("Cache-Control", equalTo("no-store"))
            .body("expiresIn", greaterThan(0))
            .extract()
            .path("refreshToken");
    refresh(second).statusCode(200);
  }

  @Test
  void aRefreshTokenUsedTwiceEndsTheWholeSession() {
    Person person = Person.registered();
    String second = refresh(person.refreshToken()).extract().path("refreshToken");

    refresh(person.refreshToken())
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:session-ended"));

    refresh(second).statusCode(401);
  }

  @Test
  void oneOfManyUsesAtOnceGetsTokens() throws InterruptedException {
    Person person = Person.registered();
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    List<Thread> uses = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      uses.add(
          Thread.ofVirtual()
              .start(() -> statuses.add(refresh(person.refreshToken()).extract().statusCode())));
    }
    for (Thread use : uses) {
      use.join();
    }
    assertEquals(1, statuses.stream().filter(status -> status == 200).count());
  }

  @Test
  void signingOutEndsThisSessionOrAll() {
    Person here = Person.registered();
    Person there = Person.signIn(here.email(), Person.PASSWORD);

    here.asks().delete("/sessions").then().statusCode(204);
    refresh(here.refreshToken()).statusCode(401);
    String still = refresh(there.refreshToken()).statusCode(200).extract().path("refreshToken");

    there.asks().delete("/sessions?all=true").then().statusCode(204);
    refresh(still).statusCode(401);
  }

  @Test
  void forgedExpiredAndUnsignedTokensOpenNothing() throws GeneralSecurityException {
    Person person = Person.registered();
    TestTokens tokens = new TestTokens(LocalStackResource.stack());
    KeyPairGenerator foreign = KeyPairGenerator.getInstance("EC");
    foreign.initialize(256);
    String[] parts = person.accessToken().split("\\.");
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]));
    String raised =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(payload.replace("citizen", "admin").getBytes());

    for (String authorization :
        List.of(
            tokens.forged(person.id(), foreign.generateKeyPair().getPrivate(), "admin"),
            tokens.expired(person.id(), "citizen"),
            tokens.unsigned(person.id(), "admin"),
            "Bearer " + parts[0] + "." + raised + "." + parts[2],
            "Bearer not-a-token",
            "Bearer " + "x".repeat(9000),
            "Basic c2l0aTpyYWhhc2lh")) {
      given()
          .header("Authorization", authorization)
          .get(person.path())
          .then()
          .statusCode(401)
          .header("WWW-Authenticate", containsString("Bearer"))
          .body("type", equalTo("urn:loket:problem:unauthenticated"));
    }
    given().get(person.path()).then().statusCode(401);
    given()
        .header("Authorization", tokens.user(person.id(), "citizen"))
        .get(person.path())
        .then()
        .statusCode(200);
  }

  @Test
  void neitherPasswordsNorTokensAreReadableAtRest() {
    Person person = Person.registered();

    String hash =
        database
            .query("select password_hash from app_user where id = '" + person.id() + "'")
            .executeAndAwait()
            .iterator()
            .next()
            .getString(0);
    assertTrue(hash.startsWith("$argon2id$v=19$"), hash);
    long plain =
        database
            .query(
                "select count(*) from refresh_token where encode(digest, 'escape') like '%"
                    + person.refreshToken().substring(0, 10)
                    + "%'")
            .executeAndAwait()
            .iterator()
            .next()
            .getLong(0);
    assertEquals(0, plain);
  }

  @Test
  void incompleteRequestsAreRefused() {
    given().contentType(ContentType.JSON).body("{}").post("/sessions").then().statusCode(400);
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/sessions/refresh")
        .then()
        .statusCode(400);
    refresh("no such token").statusCode(401).body("accessToken", nullValue());
    signIn("a@example.org", "x".repeat(200)).statusCode(400).body(not(containsString("xxx")));
    given().delete("/sessions").then().statusCode(401);
  }

  @Test
  void sampleUsersOfEveryRoleCanSignIn() {
    for (String role : List.of("admin", "organiser", "officer", "collector", "citizen")) {
      Person person = Person.sample(role);
      UUID id = person.id();
      person
          .asks()
          .get("/users/" + id)
          .then()
          .statusCode(200)
          .body("roles", equalTo(List.of(role)))
          .body("verified", equalTo(true));
    }
  }

  private static ValidatableResponse signIn(String email, String password) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email, "password", password))
        .post("/sessions")
        .then();
  }

  private static ValidatableResponse refresh(String token) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("refreshToken", token))
        .post("/sessions/refresh")
        .then();
  }
}
