package id.loket.client.user;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RegistrationTest extends ClientAppTest {

  @Test
  void aNewUserIsACitizenWithAProvenAddressAndNeverShowsAPassword() {
    Person person = Person.registered();

    person
        .asks()
        .get(person.path())
        .then()
        .statusCode(200)
        .body("email", equalTo(person.email()))
        .body("roles", contains("citizen"))
        .body("verified", is(true))
        .body("locale", equalTo("id"))
        .body(not(containsString("argon2")))
        .body(not(containsString("assword")));
  }

  @Test
  void theAnswerTellsNobodyWhoExists() {
    Person person = Person.registered();
    String stranger = Person.newEmail();

    String toKnown = everythingOf(Person.register(person.email()));
    String toNew = everythingOf(Person.register(stranger));

    assertEquals(toNew, toKnown);
    JsonNode mail = inbox.await(person.email(), "sudah punya akun");
    assertEquals(false, mail.get("text").asText().contains("token"));
    signIn(stranger, Person.PASSWORD).statusCode(401);
    signIn(person.email(), "some other password").statusCode(401);
  }

  @Test
  void whoRegistersWithSomebodyElsesAddressGetsNothingOfTheirAccount() {
    String email = Person.newEmail();
    register(Map.of("name", "Peniru", "email", email, "password", "the password of a thief"))
        .statusCode(202);
    String theirs = Person.tokenIn(inbox.await(email, "Verify your e-mail address"));
    Person.register(email).statusCode(202);
    String own = Person.tokenIn(inbox.await(email, "Verifikasi alamat"));

    Person.verify(own).statusCode(200);

    signIn(email, "the password of a thief").statusCode(401);
    Person person = Person.signIn(email, Person.PASSWORD);
    person.asks().get(person.path()).then().body("name", equalTo("Siti Aminah"));
    Person.verify(theirs).statusCode(404);
    signIn(email, "the password of a thief").statusCode(401);
  }

  @Test
  void anAddressIsMailedAFewTimesADay() {
    String email = Person.newEmail();
    for (int i = 0; i < 3; i++) {
      Person.register(email).statusCode(202);
    }

    Person.register(email.toUpperCase(Locale.ROOT))
        .statusCode(429)
        .header("Retry-After", matchesPattern("[1-9][0-9]*"))
        .body("type", equalTo("urn:loket:problem:too-many-attempts"));
  }

  private static String everythingOf(ValidatableResponse answer) {
    var response = answer.statusCode(202).extract();
    return response.headers().asList().stream()
            .filter(header -> !header.getName().equals("traceparent"))
            .toList()
        + response.body().asString();
  }

  private static ValidatableResponse signIn(String email, String password) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email, "password", password))
        .post("/sessions")
        .then();
  }

  @Test
  void theVerificationMailComesInTheUsersLanguage() {
    String email = Person.newEmail();

    Person.register(email).statusCode(202);

    JsonNode mail = inbox.await(email, "Verifikasi alamat surel Anda");
    assertEquals("Yth. Siti Aminah,", mail.get("text").asText().lines().toList().get(2));
  }

  @Test
  void anAddressRegistersOnceHoweverItsLettersAreWritten() {
    String email = Person.newEmail();
    Person.register(email).statusCode(202);

    Person.register(email.toUpperCase(Locale.ROOT)).statusCode(202);

    assertEquals(
        1,
        tokensMailedTo(email, 2).stream()
            .filter(token -> Person.verify(token).extract().statusCode() == 200)
            .count());
  }

  private List<String> tokensMailedTo(String email, int count) {
    return Eventually.get(
        "all mails",
        () ->
            Optional.of(inbox.to(email))
                .filter(mails -> mails.size() == count)
                .map(mails -> mails.stream().map(Person::tokenIn).toList()));
  }

  @Test
  void ofManyRegistrationsOfAnAddressProvenAtOnceOneSucceeds() throws InterruptedException {
    String email = Person.newEmail();
    for (int i = 0; i < 3; i++) {
      Person.register(email).statusCode(202);
    }
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());

    List<Thread> threads = new ArrayList<>();
    for (String token : tokensMailedTo(email, 3)) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> statuses.add(Person.verify(token).extract().statusCode())));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(List.of(200, 404, 404), statuses.stream().sorted().toList());
    inbox.await(email, "sudah terverifikasi");
    assertEquals(1, inbox.count(email, "sudah terverifikasi"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"short", "password123", "Siti Aminah", "aaaaaaaaaaaa", "BISMILLAH123", ""})
  void weakPasswordsAreRefused(String password) {
    register(Map.of("name", "Siti Aminah", "email", Person.newEmail(), "password", password))
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:invalid-input"))
        .body("errors[0].field", equalTo("password"))
        .body("errors[0].detail", notNullValue());
  }

  @Test
  void ownAddressAndOverlongTextAreNoPasswords() {
    String email = Person.newEmail();
    register(Map.of("name", "Siti", "email", email, "password", email)).statusCode(400);
    register(Map.of("name", "Siti", "email", email, "password", "x1".repeat(65)))
        .statusCode(400)
        .body("errors[0].field", equalTo("password"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"email":"a@example.org","password":"kereta malam"}                             | name
          {"name":"S","password":"kereta malam"}                                          | email
          {"name":"S","email":"a@example.org"}                                            | password
          {"name":"S","email":"not an address","password":"kereta malam"}                 | email
          {"name":"S","email":"a@b@example.org","password":"kereta malam"}                | email
          {"name":"S","email":"a@x.org,b@x.org","password":"kereta malam"}                | email
          {"name":"S","email":"a@example.org","password":"kereta malam","phone":"ring!"}  | phone
          {"name":"S","email":"a@example.org","password":"kereta malam","locale":"fr"}    | locale
          {"name":7,"email":"a@example.org","password":"kereta malam"}                    | name
          {"name":"S","email":"a@example.org","password":["kereta malam"]}                | password
          {"name":"S","email":"a@example.org","password":"kereta malam","roles":["admin"]}| roles
          {"name":"S\\u0000T","email":"a@example.org","password":"kereta malam"}          | name
          """)
  void invalidFieldsAreNamed(String body, String field) {
    register(body)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:invalid-input"))
        .body("errors.field", contains(field));
  }

  @Test
  void anAddressCannotSmuggleInAHeader() {
    register(
            "{\"name\":\"S\",\"password\":\"kereta malam\","
                + "\"email\":\"\\\"a\\r\\nBcc: b\\\"@example.org\"}")
        .statusCode(400)
        .body("errors[0].field", equalTo("email"));
  }

  @Test
  void brokenJsonAndOtherTypesAreRefused() {
    register("{\"name\": ")
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:malformed-json"));
    register("[]").statusCode(400);
    register("").statusCode(400);
    given().contentType(ContentType.TEXT).body("Siti").post("/users").then().statusCode(415);
    register(Map.of("name", "S", "email", "a@example.org", "password", "x".repeat(2_000_000)))
        .statusCode(413)
        .body("type", equalTo("urn:loket:problem:too-large"));
  }

  @Test
  void problemsSpeakIndonesianToo() {
    given()
        .contentType(ContentType.JSON)
        .header("Accept-Language", "id-ID")
        .body(Map.of("name", "Siti", "email", Person.newEmail(), "password", "password123"))
        .post("/users")
        .then()
        .statusCode(400)
        .header("Content-Language", equalTo("id"))
        .body("title", equalTo("Ada isian yang tidak benar"))
        .body("errors[0].detail", containsString("kata sandi"));
  }

  @Test
  void whatIsWrongWithAFieldIsSaidInIndonesianToo() {
    given()
        .contentType(ContentType.JSON)
        .header("Accept-Language", "id-ID")
        .body(Map.of("name", " ", "email", "nobody", "password", Person.PASSWORD))
        .post("/users")
        .then()
        .statusCode(400)
        .body("errors.find { it.field == 'name' }.detail", equalTo("tidak boleh kosong"))
        .body("errors.find { it.field == 'email' }.detail", containsString("surel"));
  }

  @Test
  void theSameKeyAnswersTheSameAndRegistersOnce() {
    Map<String, String> request =
        Map.of("name", "Siti", "email", Person.newEmail(), "password", Person.PASSWORD);

    registerWithKey("\"k-1\"", request).statusCode(202);

    registerWithKey("\"k-1\"", request)
        .statusCode(202)
        .header("Idempotency-Replayed", equalTo("true"));
    registerWithKey(
            "\"k-1\"",
            Map.of("name", "Another", "email", request.get("email"), "password", Person.PASSWORD))
        .statusCode(422)
        .body("type", equalTo("urn:loket:problem:idempotency-key-reused"));
    inbox.await(request.get("email"), "Verify");
    assertEquals(1, inbox.to(request.get("email")).size());
  }

  private static ValidatableResponse register(Object body) {
    return given().contentType(ContentType.JSON).body(body).post("/users").then();
  }

  private static ValidatableResponse registerWithKey(String key, Object body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/users")
        .then();
  }
}
