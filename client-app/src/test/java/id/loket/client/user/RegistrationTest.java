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
import id.loket.client.testing.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RegistrationTest extends ClientAppTest {

  @Test
  void aNewUserIsAnUnverifiedCitizenAndNeverShowsAPassword() {
    String email = Person.newEmail();

    Person.register(email)
        .statusCode(201)
        .header("Location", matchesPattern(".*/users/[0-9a-f-]{36}"))
        .header("ETag", equalTo("\"0\""))
        .body("email", equalTo(email))
        .body("roles", contains("citizen"))
        .body("verified", is(false))
        .body("locale", equalTo("id"))
        .body(not(containsString("argon2")))
        .body(not(containsString("assword")));
  }

  @Test
  void theVerificationMailComesInTheUsersLanguage() {
    String email = Person.newEmail();

    Person.register(email).statusCode(201);

    JsonNode mail = inbox.await(email, "Verifikasi alamat surel Anda");
    assertEquals("Yth. Siti Aminah,", mail.get("text").asText().lines().toList().get(2));
  }

  @Test
  void anAddressRegistersOnceHoweverItsLettersAreWritten() {
    String email = Person.newEmail();
    Person.register(email).statusCode(201);

    Person.register(email.toUpperCase(Locale.ROOT))
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:email-taken"));
  }

  @Test
  void ofManyRegistrationsOfAnAddressAtOnceOneSucceeds() throws InterruptedException {
    String email = Person.newEmail();
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());

    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> statuses.add(Person.register(email).extract().statusCode())));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(1, statuses.stream().filter(status -> status == 201).count());
    assertEquals(11, statuses.stream().filter(status -> status == 409).count());
    inbox.await(email, "Verifikasi alamat");
    assertEquals(1, inbox.to(email).size());
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
  void theSameKeyAnswersTheSameAndRegistersOnce() {
    Map<String, String> request =
        Map.of("name", "Siti", "email", Person.newEmail(), "password", Person.PASSWORD);

    String first = registerWithKey("\"k-1\"", request).statusCode(201).extract().path("id");

    registerWithKey("\"k-1\"", request)
        .statusCode(201)
        .header("Idempotency-Replayed", equalTo("true"))
        .body("id", equalTo(first));
    registerWithKey(
            "\"k-1\"",
            Map.of("name", "Another", "email", request.get("email"), "password", Person.PASSWORD))
        .statusCode(422)
        .body("type", equalTo("urn:loket:problem:idempotency-key-reused"));
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
