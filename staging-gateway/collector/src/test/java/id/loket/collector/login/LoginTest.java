package id.loket.collector.login;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import id.loket.collector.testing.CollectorTest;
import id.loket.collector.testing.MachineStandIn;
import id.loket.collector.testing.Phone;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

@CollectorTest
class LoginTest {
  @Test
  void aLoginGivesWhatADeviceNeedsToWorkOffline() {
    String token =
        logIn("collector@loket.test", "right", "A15", 12)
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .body("collector.name", equalTo("Budi Santoso"))
            .body("lastSequence", equalTo(7))
            .body("batch.id", equalTo(MachineStandIn.BATCH.toString()))
            .body("reference.results.code", hasItems("PAID", "NOT_MET"))
            .body("reference.results.find { it.code == 'PAID' }.needs", hasItem("receipt"))
            .body("reference.pageLimit", equalTo(500))
            .body("app.known", equalTo(true))
            .body("app.latest.versionCode", equalTo(12))
            .extract()
            .path("deviceToken");

    given()
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/collector/sync")
        .then()
        .statusCode(200);
  }

  @Test
  void whoIsNoCollectorDoesNotGetIn() {
    logIn("collector@loket.test", "wrong", "A15", 12)
        .then()
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:wrong-credentials"));
    logIn("citizen@loket.test", "right", "A15", 12)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:not-a-collector"));
  }

  @Test
  void anOldAppIsRefusedAtLogin() {
    logIn("collector@loket.test", "right", "A15", 9)
        .then()
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:app-too-old"))
        .body("minVersionCode", equalTo(10));
  }

  @Test
  void withoutApkOtaThereIsOnlyNoUpdate() {
    MachineStandIn.away("apk-ota", true);
    try {
      logIn("collector@loket.test", "right", "A15", 9)
          .then()
          .statusCode(200)
          .body("app.known", equalTo(false))
          .body("app.latest", nullValue());
    } finally {
      MachineStandIn.away("apk-ota", false);
    }
  }

  @Test
  void whatTheDatabaseRefusesIsToldAsItSaysIt() {
    logIn("collector@loket.test", "right", "second", 12)
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:other-device-bound"))
        .body("instance", equalTo("/collector/login"));
  }

  private static Response logIn(String email, String password, String model, int version) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "email",
                email,
                "password",
                password,
                "device",
                Map.of(
                    "id",
                    Phone.DEVICE,
                    "model",
                    model,
                    "system",
                    "Android 14",
                    "versionCode",
                    version),
                "takeOver",
                false,
                "trailConsent",
                true))
        .post("/collector/login");
  }
}
