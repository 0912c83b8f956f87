package id.loket.client.user;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import id.loket.client.testing.ClientAppTest;
import id.loket.kit.schema.SchemaCurrent;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose passwords everybody knows: there where they are wanted, and nowhere else. */
@QuarkusTest
class SampleUsersTest extends ClientAppTest {
  @Inject UserStore store;
  @Inject PasswordHashes passwords;
  @Inject Pool pool;

  @AfterEach
  void asWanted() {
    start(true);
  }

  @Test
  void whatAnEarlierStartHasMadeIsClosedWhereTheyAreNotWanted() {
    start(true);
    String refresh = signIn("admin").then().statusCode(201).extract().path("refreshToken");

    start(false);

    for (String role : new String[] {"admin", "organiser", "officer", "collector", "citizen"}) {
      signIn(role).then().statusCode(401);
    }
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("refreshToken", refresh))
        .post("/sessions/refresh")
        .then()
        .statusCode(401);

    start(true);

    signIn("admin").then().statusCode(201);
  }

  @Test
  void anAccountThatHasAPasswordOfItsOwnIsLeftAlone() {
    start(true);
    String own = "seekor-kuda-laut-di-sawah";
    setHash(passwords.hash(own).await().indefinitely());

    start(false);

    signIn("officer", own).then().statusCode(201).body("tokenType", equalTo("Bearer"));
    setHash(PasswordHashes.CLOSED);
  }

  private void setHash(String hash) {
    pool.preparedQuery("update app_user set password_hash = $1 where email = 'officer@loket.test'")
        .executeAndAwait(Tuple.of(hash));
  }

  /** As a start of the service does. */
  private void start(boolean wanted) {
    new SampleUsers(wanted, store, passwords, pool).make(new SchemaCurrent());
  }

  private static Response signIn(String role) {
    return signIn(role, "loket-%s-local".formatted(role));
  }

  private static Response signIn(String role, String password) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("email", role + "@loket.test", "password", password))
        .post("/sessions");
  }
}
