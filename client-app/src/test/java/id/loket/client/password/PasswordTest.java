package id.loket.client.password;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.kit.testing.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PasswordTest extends ClientAppTest {
  private static final String NEW = "perahu pagi ke Madura";
  private static final Pattern TOKEN = Pattern.compile("/reset\\?token=([\\w-]+)");
  private final Pool database = ServiceDatabase.of("client-app");

  @Test
  void aPasswordIsChangedWithTheOldOneAndOtherSessionsEnd() {
    Person person = Person.registered();
    Person elsewhere = Person.signIn(person.email(), Person.PASSWORD);

    change(person, "not this one", NEW)
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:wrong-password"));
    change(person, Person.PASSWORD, "password123")
        .statusCode(400)
        .body("errors[0].field", equalTo("password"));
    change(person, Person.PASSWORD, NEW).statusCode(204);

    signIn(person.email(), Person.PASSWORD).statusCode(401);
    signIn(person.email(), NEW).statusCode(201);
    refresh(elsewhere).statusCode(401);
    refresh(person).statusCode(200);
    inbox.await(person.email(), "sudah diganti");
  }

  @Test
  void aSignInWithTheFormerPasswordThatIsUnderWayGetsNoSession() throws Exception {
    Person person = Person.registered();
    SqlConnection changing = database.getConnectionAndAwait();
    var change = changing.beginAndAwait();
    changing
        .preparedQuery("update app_user set password_hash = password_hash || ' ' where id = $1")
        .executeAndAwait(Tuple.of(person.id()));

    var signIn =
        CompletableFuture.supplyAsync(
            () -> signIn(person.email(), Person.PASSWORD).extract().statusCode());
    Eventually.until(
        "it waits for the change",
        () ->
            database
                    .query(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                            + " and datname = current_database()"
                            + " and query like '%password_hash%for share%'")
                    .executeAndAwait()
                    .iterator()
                    .next()
                    .getLong(0)
                == 1);
    change.commitAndAwait();
    changing.closeAndAwait();

    assertEquals(401, signIn.get(30, TimeUnit.SECONDS));
  }

  @Test
  void nobodyChangesSomebodyElsesNorGuessesTheOldOne() {
    Person person = Person.registered();
    for (Person other : List.of(Person.registered(), Person.sample("admin"))) {
      other
          .asks()
          .body(Map.of("oldPassword", Person.PASSWORD, "password", NEW))
          .put(person.path() + "/password")
          .then()
          .statusCode(403);
    }
    for (int attempt = 0; attempt < 10; attempt++) {
      change(person, "guess " + attempt, NEW).statusCode(403);
    }
    change(person, Person.PASSWORD, NEW).statusCode(429);
  }

  @Test
  void aForgottenPasswordIsSetOnceByTheLinkAndAllSessionsEnd() throws InterruptedException {
    Person person = Person.registered();
    String token = tokenFor(person.email());

    reset(token, "password123").statusCode(400);
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual().start(() -> statuses.add(reset(token, NEW).extract().statusCode())));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(List.of(204, 404, 404, 404), statuses.stream().sorted().toList());
    refresh(person).statusCode(401);
    signIn(person.email(), Person.PASSWORD).statusCode(401);
    signIn(person.email(), NEW).statusCode(201);
    inbox.await(person.email(), "sudah diganti");
    assertEquals(1, inbox.count(person.email(), "sudah diganti"));
  }

  @Test
  void aLinkEndsAfterAnHourAndWithAnotherPassword() {
    Person person = Person.registered();
    String late = tokenFor(person.email());
    database
        .query("update password_reset set expires_at = now() where user_id = '" + person.id() + "'")
        .executeAndAwait();
    reset(late, NEW).statusCode(410).body("type", equalTo("urn:loket:problem:reset-token-expired"));

    Person other = Person.registered();
    String overtaken = tokenFor(other.email());
    change(other, Person.PASSWORD, NEW).statusCode(204);
    reset(overtaken, "perahu sore ke Madura")
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:reset-token-unknown"));
  }

  @Test
  void askingTellsNobodyWhoExistsAndIsLimited() {
    String email = Person.newEmail();
    String known = ask(Person.registered().email()).statusCode(202).extract().asString();
    for (int i = 0; i < 3; i++) {
      assertEquals(known, ask(email).statusCode(202).extract().asString());
    }
    ask(email).statusCode(429).body("type", equalTo("urn:loket:problem:too-many-attempts"));
  }

  @Test
  void thePageSetsItWithoutScripts() {
    Person person = Person.registered();
    String token = tokenFor(person.email());

    given()
        .get("/reset?token=" + token + "&lang=id")
        .then()
        .statusCode(200)
        .header("Referrer-Policy", equalTo("no-referrer"))
        .body(containsString("Pilih kata sandi baru"))
        .body(containsString(token));
    post(token, "password123").statusCode(400).body(containsString("Choose another password"));
    post(token, NEW).statusCode(200).body(containsString("Your new password is set"));
    post(token, NEW).statusCode(404).body(containsString("does not work"));
    given().get("/reset").then().statusCode(200).body(containsString("does not work"));
    signIn(person.email(), NEW).statusCode(201);
  }

  private static ValidatableResponse post(String token, String password) {
    return given()
        .formParam("token", token)
        .formParam("password", password)
        .formParam("lang", "en")
        .post("/reset")
        .then();
  }

  private String tokenFor(String email) {
    ask(email).statusCode(202);
    Matcher link = TOKEN.matcher(inbox.await(email, "Kata sandi baru").get("text").asText());
    assertEquals(true, link.find());
    return link.group(1);
  }

  private static ValidatableResponse ask(String email) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email))
        .post("/users/password-resets")
        .then();
  }

  private static ValidatableResponse reset(String token, String password) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("token", token, "password", password))
        .put("/users/password-resets")
        .then();
  }

  private static ValidatableResponse change(Person person, String old, String password) {
    return person
        .asks()
        .body(Map.of("oldPassword", old, "password", password))
        .put(person.path() + "/password")
        .then();
  }

  private static ValidatableResponse signIn(String email, String password) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", email, "password", password))
        .post("/sessions")
        .then();
  }

  private static ValidatableResponse refresh(Person person) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("refreshToken", person.refreshToken()))
        .post("/sessions/refresh")
        .then();
  }
}
