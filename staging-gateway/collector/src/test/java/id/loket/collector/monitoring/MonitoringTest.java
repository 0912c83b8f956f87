package id.loket.collector.monitoring;

import static id.loket.collector.testing.Phone.device;
import static id.loket.collector.testing.Phone.service;
import static id.loket.collector.testing.Phone.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.collector.testing.CollectorTest;
import id.loket.collector.testing.MachineStandIn;
import id.loket.collector.testing.Phone;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@CollectorTest
class MonitoringTest {
  private static final int PATIENCE_MILLIS = 60_000;

  @Test
  void administratorsSeeHowCollectorsAreGettingOn() {
    user("admin")
        .get("/collector/monitoring/collectors")
        .then()
        .statusCode(200)
        .body("items[0].assignments", equalTo(3))
        .body("items[0].visited", equalTo(1))
        .body("items[0].missing", equalTo(2));
    user("admin")
        .get("/collector/monitoring/services")
        .then()
        .statusCode(200)
        .body("database", equalTo(true));
    device().get("/collector/monitoring/collectors").then().statusCode(403);
  }

  @Test
  void whoWatchesIsToldOfEverySync() throws Exception {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(
                    RestAssured.baseURI + ":" + RestAssured.port + "/collector/monitoring/stream")
                .toURL()
                .openConnection();
    connection.setReadTimeout(PATIENCE_MILLIS);
    connection.setRequestProperty(
        "Authorization",
        new TestTokens(LocalStackResource.stack()).user(UUID.randomUUID(), "admin"));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (!line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertThat(line).contains("Budi Santoso");
      line = lines.readLine();
      while (!line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertThat(line).as("the next page comes at once").contains("Siti Rahma");
    } finally {
      connection.disconnect();
    }
  }

  @Test
  void administratorsSeeWhatAdministratorsDid() {
    user("admin")
        .get("/collector/monitoring/audit?act=collector.dismissed&limit=5")
        .then()
        .statusCode(200)
        .body("items[0].act", equalTo("act=collector.dismissed&limit=5"));
    user("officer").get("/collector/monitoring/audit").then().statusCode(403);
    device().get("/collector/monitoring/audit").then().statusCode(403);
  }

  @Test
  void aStolenDeviceIsRevoked() {
    user("admin")
        .body(Map.of("reason", "dicuri"))
        .post("/collector/devices/{id}/revoke", Phone.DEVICE)
        .then()
        .statusCode(204);
  }

  @Test
  void servicesLearnWhichDevicesWereRevoked() {
    service("media")
        .get("/collector/revocations")
        .then()
        .statusCode(200)
        .body("items[0].id", equalTo(MachineStandIn.REVOKED.toString()));
    device().get("/collector/revocations").then().statusCode(403);
    user("admin").get("/collector/revocations").then().statusCode(403);
  }

  @Test
  void onlyTheGatewayMaySpeakForDevices() {
    service("media")
        .header("Loket-User", MachineStandIn.COLLECTOR)
        .header("Loket-Device", Phone.DEVICE)
        .body(Map.of("push", java.util.List.of()))
        .post("/collector/sync")
        .then()
        .statusCode(403);
  }
}
