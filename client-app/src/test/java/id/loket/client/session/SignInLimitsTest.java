package id.loket.client.session;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.ServiceDatabase;
import id.loket.kit.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignInLimitsTest extends ClientAppTest {
  private final Pool database = ServiceDatabase.of("client-app");
  private final TestTokens tokens = new TestTokens(LocalStackResource.stack());

  @Test
  void guessesFromEverywhereMeetPausesAndTheUserIsToldAndNotKeptOut() {
    Person person = Person.registered();
    for (int attempt = 0; attempt < 20; attempt++) {
      signInFrom("198.51.100." + attempt, person.email(), "a guess").statusCode(401);
    }

    beginPause(person.email());
    signInFrom("198.51.100.200", person.email(), Person.PASSWORD)
        .statusCode(429)
        .body("type", equalTo("urn:loket:problem:too-many-attempts"));

    signIn(person.email(), Person.PASSWORD).statusCode(201);
    inbox.await(person.email(), "mencoba masuk");
    assertEquals(1, inbox.count(person.email(), "mencoba masuk"));
  }

  @Test
  void pausesGrowAndEnd() {
    Person person = Person.registered();
    for (int attempt = 0; attempt < 20; attempt++) {
      signInFrom("198.51.100." + attempt, person.email(), "a guess").statusCode(401);
    }
    for (int pause : List.of(2, 4, 8, 16)) {
      endPause();
      signInFrom("198.51.100.99", person.email(), "a guess").statusCode(401);
      assertEquals(pause, longestPause());
    }
    endPause();
    signInFrom("198.51.100.97", person.email(), Person.PASSWORD).statusCode(201);
    assertEquals(0, longestPause());
  }

  @Test
  void anInventedAddressIsNotBelievedAndANetworkIsOne() {
    String email = Person.newEmail();
    for (int attempt = 0; attempt < 10; attempt++) {
      signInFrom("10.9.8." + attempt + ", 2001:db8:0:7::" + attempt, email, "a guess")
          .statusCode(401);
    }
    signInFrom("192.0.2.77, 2001:db8:0:7:ffff::1", email, "a guess").statusCode(429);
    signInFrom("192.0.2.77, 2001:db8:0:8::1", email, "a guess").statusCode(401);
  }

  @Test
  void whomCollectorAsksForIsBelievedOfCollectorOnly() {
    String email = Person.newEmail();
    for (int attempt = 0; attempt < 10; attempt++) {
      claiming(given(), "203.0.113." + attempt, UUID.randomUUID(), email).statusCode(401);
    }
    claiming(given(), "203.0.113.100", UUID.randomUUID(), email).statusCode(429);
    askedBy("report-app", "203.0.113.100", UUID.randomUUID(), email).statusCode(403);
    askedBy("collector", "203.0.113.101", UUID.randomUUID(), email).statusCode(401);
  }

  @Test
  void aDeviceIsCountedWhateverItsAddressAndAccount() {
    UUID device = UUID.randomUUID();
    for (int attempt = 0; attempt < 30; attempt++) {
      askedBy("collector", "203.0.113." + attempt, device, Person.newEmail()).statusCode(401);
    }
    askedBy("collector", "203.0.113.200", device, Person.newEmail()).statusCode(429);
    askedBy("collector", "203.0.113.200", UUID.randomUUID(), Person.newEmail()).statusCode(401);
  }

  private void beginPause(String email) {
    database
        .query(
            "update attempt_limit set blocked_until = now() + interval '1 minute'"
                + " where key like 'sign-in-to:%' and blocked_until is not null")
        .executeAndAwait();
  }

  private void endPause() {
    database
        .query("update attempt_limit set blocked_until = now() where blocked_until is not null")
        .executeAndAwait();
  }

  /** In seconds, of those that are under way. */
  private int longestPause() {
    return database
        .query(
            "select coalesce(max(round(extract(epoch from blocked_until - now()))), 0)::int"
                + " from attempt_limit where blocked_until > now()")
        .executeAndAwait()
        .iterator()
        .next()
        .getInteger(0);
  }

  private static ValidatableResponse signIn(String email, String password) {
    return signIn(given(), email, password);
  }

  private static ValidatableResponse signInFrom(
      String forwardedFor, String email, String password) {
    return signIn(given().header("X-Forwarded-For", forwardedFor), email, password);
  }

  private ValidatableResponse askedBy(String service, String address, UUID device, String email) {
    return claiming(
        given().header("Authorization", tokens.service(service, "client-app")),
        address,
        device,
        email);
  }

  private static ValidatableResponse claiming(
      RequestSpecification request, String address, UUID device, String email) {
    return signIn(
        request.header("Loket-Caller-Address", address).header("Loket-Device", device.toString()),
        email,
        "a guess");
  }

  private static ValidatableResponse signIn(
      RequestSpecification request, String email, String password) {
    return request
        .contentType(ContentType.JSON)
        .body(Map.of("email", email, "password", password))
        .post("/sessions")
        .then();
  }
}
