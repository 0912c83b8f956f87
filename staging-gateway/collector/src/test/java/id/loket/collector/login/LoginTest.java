package id.loket.collector.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
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
  void clientAppLearnsWhoAsksFromWhereAndOnWhichDevice() {
    logIn("collector@loket.test", "right", "A15", 12).then().statusCode(200);

    Map<String, String> headers = MachineStandIn.SESSIONS_ASKED.getLast();
    assertThat(headers.get("authorization")).startsWith("Bearer ey");
    assertThat(headers)
        .containsEntry("loket-caller-address", "127.0.0.1")
        .containsEntry("loket-device", Phone.DEVICE.toString());
  }

  @Test
  void aDeviceGoesOnWithoutThePasswordAsLongAsClientAppSaysSo() {
    String refreshToken =
        logIn("collector@loket.test", "right", "A15", 12)
            .then()
            .statusCode(200)
            .extract()
            .path("refreshToken");

    String token =
        refresh(refreshToken)
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .body("refreshToken", equalTo("refresh-2"))
            .extract()
            .path("deviceToken");

    assertThat(MachineStandIn.RENEWALS.getLast().getBoolean("dismissed")).isFalse();
    given()
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/collector/sync")
        .then()
        .statusCode(200);
    refresh("of nobody")
        .then()
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:session-ended"));
  }

  @Test
  void whoLostTheRoleMaySendWhatIsRecordedAndSeesNothing() {
    refresh("refresh-demoted").then().statusCode(200);

    assertThat(MachineStandIn.RENEWALS.getLast().getBoolean("dismissed")).isTrue();
    assertThat(MachineStandIn.RENEWALS.getLast().getString("path"))
        .isEqualTo("/devices/" + Phone.DEVICE + "/renewals");
  }

  private static Response refresh(String refreshToken) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("refreshToken", refreshToken, "device", Phone.DEVICE))
        .post("/collector/login/refresh");
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
