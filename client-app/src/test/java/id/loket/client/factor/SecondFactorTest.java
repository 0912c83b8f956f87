package id.loket.client.factor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.testing.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SecondFactorTest.ForOfficers.class)
class SecondFactorTest extends ClientAppTest {
  private static final String OFFICERS_PASSWORD = "loket-officer-local";
  private final Pool database = ServiceDatabase.of("client-app");

  /** Officers must have one. */
  public static class ForOfficers implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("loket.second-factor.obligatory-for", "officer");
    }
  }

  @Test
  void withAnAuthenticatorAppThePasswordIsNotEnoughAndACodeIsGoodOnce() throws Exception {
    Person person = Person.registered();
    byte[] secret = secretOf(add(person, Person.PASSWORD));
    signIn(person.email(), Person.PASSWORD, null).statusCode(201);
    List<String> recovery = confirm(person, secret).statusCode(200).extract().path("recoveryCodes");
    inbox.await(person.email(), "meminta kode");

    signIn(person.email(), Person.PASSWORD, null)
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:second-factor-required"));
    signIn(person.email(), Person.PASSWORD, "000000")
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:wrong-code"));
    signIn(person.email(), "not the password", nextCode(person, secret))
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:wrong-credentials"));

    String code = nextCode(person, secret);
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () ->
                      statuses.add(
                          signIn(person.email(), Person.PASSWORD, code).extract().statusCode())));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(statuses).containsOnlyOnce(201);

    signIn(person.email(), Person.PASSWORD, recovery.getFirst()).statusCode(201);
    signIn(person.email(), Person.PASSWORD, recovery.getFirst()).statusCode(401);
    assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void theSecretIsNotReadableAtRest() {
    Person person = Person.registered();
    byte[] secret = secretOf(add(person, Person.PASSWORD));

    byte[] kept =
        database
            .query("select secret from second_factor where user_id = '" + person.id() + "'")
            .executeAndAwait()
            .iterator()
            .next()
            .getBuffer(0)
            .getBytes();

    assertThat(new String(kept, StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
    person
        .asks()
        .body(Map.of("password", "not the password"))
        .post(person.path() + "/second-factors")
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:wrong-password"));
  }

  @Test
  void whoMustHaveOneGetsTheRoleOnlyWithIt() {
    Person officer = Person.sample("officer");
    try {
      var without = signIn(officer.email(), OFFICERS_PASSWORD, null).statusCode(201);
      without.body("secondFactorMissing", is(true));
      assertThat(rolesIn(without)).isEqualTo("[]");
      String refreshed =
          given()
              .contentType(ContentType.JSON)
              .body(Map.of("refreshToken", without.extract().path("refreshToken").toString()))
              .post("/sessions/refresh")
              .then()
              .statusCode(200)
              .body("secondFactorMissing", is(true))
              .extract()
              .path("accessToken");
      assertThat(rolesIn(refreshed)).isEqualTo("[]");

      byte[] secret = secretOf(add(officer, OFFICERS_PASSWORD));
      confirm(officer, secret).statusCode(200);
      var with =
          signIn(officer.email(), OFFICERS_PASSWORD, nextCode(officer, secret)).statusCode(201);
      with.body("secondFactorMissing", is(false));
      assertThat(rolesIn(with)).isEqualTo("[\"officer\"]");
    } finally {
      database
          .query("delete from second_factor where user_id = '" + officer.id() + "'")
          .executeAndAwait();
    }
  }

  @Test
  void itIsRemovedWithACodeOrByAnAdministrator() {
    Person person = Person.registered();
    byte[] secret = secretOf(add(person, Person.PASSWORD));
    confirm(person, secret).statusCode(200);
    add(person, Person.PASSWORD)
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:second-factor-exists"));

    remove(person, person, Map.of("code", "000000")).statusCode(403);
    remove(Person.registered(), person, Map.of("code", nextCode(person, secret))).statusCode(403);
    remove(person, person, Map.of("code", nextCode(person, secret))).statusCode(204);
    signIn(person.email(), Person.PASSWORD, null).statusCode(201);
    inbox.await(person.email(), "tidak lagi meminta kode");

    byte[] second = secretOf(add(person, Person.PASSWORD));
    confirm(person, second).statusCode(200);
    remove(Person.sample("admin"), person, Map.of()).statusCode(204);
    signIn(person.email(), Person.PASSWORD, null).statusCode(201);
  }

  private static ValidatableResponse add(Person person, String password) {
    return person
        .asks()
        .body(Map.of("password", password))
        .post(person.path() + "/second-factors")
        .then();
  }

  private static byte[] secretOf(ValidatableResponse added) {
    String secret =
        added
            .statusCode(201)
            .header("Cache-Control", equalTo("no-store"))
            .body("uri", startsWith("otpauth://totp/Loket:"))
            .extract()
            .path("secret");
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    byte[] bytes = new byte[secret.length() * 5 / 8];
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      int value = alphabet.indexOf(secret.charAt(bit / 5));
      bytes[bit / 8] |= (byte) ((value >> 4 - bit % 5 & 1) << 7 - bit % 8);
    }
    return bytes;
  }

  private ValidatableResponse confirm(Person person, byte[] secret) {
    return person
        .asks()
        .body(Map.of("code", nextCode(person, secret)))
        .post(person.path() + "/second-factors/confirmation")
        .then();
  }

  private static ValidatableResponse remove(Person by, Person whose, Map<String, String> body) {
    return by.asks().body(body).post(whose.path() + "/second-factors/removal").then();
  }

  /** The code of now, as if none had been used: nobody waits half a minute in a test. */
  private String nextCode(Person person, byte[] secret) {
    database
        .query("update second_factor set last_step = 0 where user_id = '" + person.id() + "'")
        .executeAndAwait();
    return Totp.code(secret, Totp.stepAt(Instant.now()));
  }

  private static ValidatableResponse signIn(String email, String password, String code) {
    Map<String, String> body = new HashMap<>(Map.of("email", email, "password", password));
    if (code != null) {
      body.put("code", code);
    }
    return given().contentType(ContentType.JSON).body(body).post("/sessions").then();
  }

  private static String rolesIn(ValidatableResponse signedIn) {
    return rolesIn(signedIn.extract().<String>path("accessToken"));
  }

  private static String rolesIn(String accessToken) {
    String payload = new String(Base64.getUrlDecoder().decode(accessToken.split("\\.")[1]));
    String groups = payload.substring(payload.indexOf("\"groups\":") + 9);
    return groups.substring(0, groups.indexOf(']') + 1);
  }
}
