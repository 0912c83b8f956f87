package id.loket.client.user;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import id.loket.client.testing.Broker;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.OtherServices;
import id.loket.kit.testing.ServiceDatabase;
import id.loket.kit.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AccountTest extends ClientAppTest {

  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final Pool database = ServiceDatabase.of("client-app");

  @Test
  void aPatchChangesWhatItNamesAndNothingElse() {
    Person person = Person.registered();
    patch(person, "\"0\"", "{\"phone\": \"+62 812-3456-7890\"}")
        .statusCode(200)
        .header("ETag", equalTo("\"1\""))
        .body("name", equalTo("Siti Aminah"));

    patch(person, "\"1\"", "{\"name\": \"Siti A.\"}")
        .statusCode(200)
        .body("phone", equalTo("+62 812-3456-7890"));
    patch(person, "\"2\"", "{\"phone\": null}")
        .statusCode(200)
        .body("phone", nullValue())
        .body("name", equalTo("Siti A."));
  }

  @Test
  void aStaleOrMissingIfMatchChangesNothing() {
    Person person = Person.registered();
    patch(person, "\"0\"", "{\"name\": \"First\"}").statusCode(200);

    patch(person, "\"0\"", "{\"name\": \"Second\"}")
        .statusCode(412)
        .body("type", equalTo("urn:loket:problem:stale"));
    patch(person, "garbage", "{\"name\": \"Second\"}").statusCode(412);
    person
        .asks()
        .contentType(MERGE_PATCH)
        .body("{\"name\": \"Second\"}")
        .patch(person.path())
        .then()
        .statusCode(428)
        .body("type", equalTo("urn:loket:problem:precondition-required"));
    person.asks().get(person.path()).then().body("name", equalTo("First"));
  }

  @Test
  void ofManyChangesAtOnceFromTheSameVersionOneWins() throws InterruptedException {
    Person person = Person.registered();
    List<Integer> statuses = java.util.Collections.synchronizedList(new ArrayList<>());

    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String name = "{\"name\": \"Name " + i + "\"}";
      threads.add(
          Thread.ofVirtual()
              .start(() -> statuses.add(patch(person, "\"0\"", name).extract().statusCode())));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(1, statuses.stream().filter(status -> status == 200).count());
    assertEquals(7, statuses.stream().filter(status -> status == 412).count());
  }

  @Test
  void aPatchOfAnotherTypeIsRefused() {
    Person person = Person.registered();
    person
        .asks()
        .header("If-Match", "\"0\"")
        .body("{\"name\": \"Plain JSON\"}")
        .patch(person.path())
        .then()
        .statusCode(415)
        .body("type", equalTo("urn:loket:problem:unsupported-media-type"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": null}",
        "{\"name\": \"\"}",
        "{\"name\": 12}",
        "{\"locale\": \"fr\"}",
        "{\"email\": \"nobody\"}",
        "{\"passwordHash\": \"x\"}",
        "{\"verified\": true}",
        "{\"roles\": [\"service\"]}",
        "[]",
        "\"text\""
      })
  void invalidPatchesAreRefused(String patch) {
    Person person = Person.registered();
    patch(person, "\"0\"", patch)
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:invalid-input"));
  }

  @Test
  void onlyAdministratorsGiveRoles() {
    Person person = Person.registered();
    patch(person, "\"0\"", "{\"roles\": [\"admin\"]}").statusCode(403);

    Person admin = Person.sample("admin");
    admin
        .asks()
        .contentType(MERGE_PATCH)
        .header("If-Match", "\"0\"")
        .body("{\"roles\": [\"citizen\", \"officer\"]}")
        .patch(person.path())
        .then()
        .statusCode(200)
        .body("roles", equalTo(List.of("citizen", "officer")));
  }

  @Test
  void theAddressIsNotChangedByAPatch() {
    Person person = Person.registered();

    patch(person, "\"0\"", "{\"email\": \"" + Person.newEmail() + "\"}")
        .statusCode(400)
        .body("errors[0].field", equalTo("email"));
  }

  @Test
  void othersSeeAndChangeNothing() {
    Person person = Person.registered();
    Person stranger = Person.registered();

    for (String path : List.of("", "/bookings", "/bookings/" + Ids.next(), "/notifications")) {
      stranger
          .asks()
          .get(person.path() + path)
          .then()
          .statusCode(403)
          .body("type", equalTo("urn:loket:problem:forbidden"))
          .body(not(containsString(person.email())));
    }
    patch(stranger, person, "{\"name\": \"Mine now\"}").statusCode(403);
    stranger.asks().delete(person.path()).then().statusCode(403);
    stranger.asks().get("/users").then().statusCode(403);
  }

  @Test
  void aDeletedAccountIsGoneForEverybody() {
    Person person = Person.registered();

    person.asks().delete(person.path()).then().statusCode(204);

    person.asks().get(person.path()).then().statusCode(404);
    person.books(Ids.next()).statusCode(404);
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("refreshToken", person.refreshToken()))
        .post("/sessions/refresh")
        .then()
        .statusCode(401);
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", person.email(), "password", Person.PASSWORD))
        .post("/sessions")
        .then()
        .statusCode(401);
    Person.sample("admin").asks().get("/users?q=" + person.email()).then().body("items", empty());
    Person.register(person.email()).statusCode(202);
  }

  @Test
  void nothingPersonalIsLeftOfADeletedAccount() {
    String email = Person.newEmail();
    for (int i = 0; i < 2; i++) {
      given()
          .contentType(ContentType.JSON)
          .header("Idempotency-Key", "\"forget-me-" + i + "\"")
          .body(
              Map.of(
                  "name",
                  "Siti Terlupa",
                  "email",
                  email,
                  "password",
                  Person.PASSWORD,
                  "locale",
                  "id"))
          .post("/users")
          .then()
          .statusCode(202);
    }
    Person.verify(Person.tokenIn(inbox.await(email, "Verifikasi alamat"))).statusCode(200);
    Person person = Person.signIn(email, Person.PASSWORD);

    person.asks().delete(person.path()).then().statusCode(204);

    for (String table : tables()) {
      long rows =
          database
              .query(
                  "select count(*) from %s t where t::text ilike '%%%s%%' or t::text ilike '%%Terlupa%%'"
                      .formatted(table, email))
              .executeAndAwait()
              .iterator()
              .next()
              .getLong(0);
      assertEquals(0, rows, table);
    }
    for (String table : List.of("session", "second_factor", "verification_token")) {
      long rows =
          database
              .query("select count(*) from %s where user_id = '%s'".formatted(table, person.id()))
              .executeAndAwait()
              .iterator()
              .next()
              .getLong(0);
      assertEquals(0, rows, table);
    }
  }

  private List<String> tables() {
    List<String> tables = new ArrayList<>();
    database
        .query("select tablename from pg_tables where schemaname = 'public'")
        .executeAndAwait()
        .forEach(row -> tables.add(row.getString(0)));
    return tables;
  }

  @Test
  void theOtherServicesAreToldWhoIsDeleted() throws Exception {
    Person person = Person.registered();
    try (Connection connection = OtherServices.connect();
        Channel channel = connection.createChannel()) {
      String queue = "client-app.deleted-people";
      channel.queueDeclare(queue, false, false, true, null);
      channel.queueBind(queue, Event.EXCHANGE, "user.deleted");

      person.asks().delete(person.path()).then().statusCode(204);

      String told =
          Eventually.get(
              "the event", () -> Optional.ofNullable(Broker.get(channel, queue)).map(String::new));
      assertEquals("{\"userId\":\"" + person.id() + "\"}", told);
    }
    TestTokens tokens = new TestTokens(LocalStackResource.stack());
    database
        .query(
            "update app_user set deleted_at = now() - interval '2 minutes' where id = '"
                + person.id()
                + "'")
        .executeAndAwait();
    List<String> ids =
        given()
            .header("Authorization", tokens.service("database", "client-app"))
            .get("/users/deleted?limit=250")
            .then()
            .statusCode(200)
            .extract()
            .path("items.id");
    assertEquals(true, ids.contains(person.id().toString()));
    Person.sample("admin").asks().get("/users/deleted").then().statusCode(403);
  }

  @Test
  void administratorsPageThroughAllUsersAndFindOne() {
    Person admin = Person.sample("admin");
    Person person = Person.registered();
    Person.registered();

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      var page =
          admin
              .asks()
              .queryParam("limit", 2)
              .queryParam("cursor", cursor == null ? List.of() : List.of(cursor))
              .get("/users")
              .then()
              .statusCode(200)
              .body("items.size()", org.hamcrest.Matchers.lessThanOrEqualTo(2))
              .extract();
      seen.addAll(page.jsonPath().getList("items.id"));
      cursor = page.path("next");
    } while (cursor != null);
    assertEquals(seen.size(), new HashSet<>(seen).size());
    assertEquals(true, seen.contains(person.id().toString()));

    admin
        .asks()
        .get("/users?q=" + person.email().substring(0, 30).toUpperCase())
        .then()
        .body("items", hasSize(1))
        .body("items.id", everyItem(equalTo(person.id().toString())))
        .body("next", nullValue());
    admin.asks().get("/users?q=%25").then().body("items", empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=100000", "limit=ten", "limit=-1", "cursor=garbage"})
  void badPagesAreRefused(String query) {
    Person.sample("admin").asks().get("/users?" + query).then().statusCode(400);
    Person person = Person.registered();
    person.asks().get(person.path() + "/bookings?" + query).then().statusCode(400);
    person.asks().get(person.path() + "/notifications?" + query).then().statusCode(400);
  }

  @Test
  void idsAreChecked() {
    Person admin = Person.sample("admin");
    admin
        .asks()
        .get("/users/1-1-1-1-1")
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:malformed-id"));
    admin
        .asks()
        .get("/users/" + Ids.next())
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:user-not-found"));
  }

  @Test
  void readingAnUnchangedAccountAgainCostsNoBody() {
    Person person = Person.registered();
    person
        .asks()
        .header("If-None-Match", "\"0\"")
        .get(person.path())
        .then()
        .statusCode(304)
        .header("ETag", equalTo("\"0\""));
  }

  private static ValidatableResponse patch(Person person, String etag, String patch) {
    return person
        .asks()
        .contentType(MERGE_PATCH)
        .header("If-Match", etag)
        .body(patch)
        .patch(person.path())
        .then();
  }

  private static ValidatableResponse patch(Person by, Person whose, String patch) {
    return by.asks()
        .contentType(MERGE_PATCH)
        .header("If-Match", "\"0\"")
        .body(patch)
        .patch(whose.path())
        .then();
  }
}
