package id.loket.collector.sync;

import static id.loket.collector.testing.Phone.device;
import static id.loket.collector.testing.Phone.gateway;
import static id.loket.collector.testing.Phone.user;
import static id.loket.collector.testing.Phone.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.collector.testing.CollectorTest;
import id.loket.collector.testing.MachineStandIn;
import id.loket.collector.testing.Phone;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

@CollectorTest
class SyncTest {
  @Test
  void aPushIsUnderstoodHashedAndStored() throws Exception {
    Map<String, Object> item = visit(1);

    device()
        .body(Map.of("push", List.of(item), "pull", Map.of()))
        .post("/collector/sync")
        .then()
        .statusCode(200)
        .body("serverTime", notNullValue())
        .body("push.stored", equalTo(1))
        .body("push.refused", hasSize(0))
        .body("pull.full", equalTo(true))
        .body("pull.token", equalTo("t1"))
        .body("batch.status", equalTo("OPEN"));

    JsonObject stored =
        MachineStandIn.SYNCS.stream()
            .filter(sync -> !sync.getJsonArray("items").isEmpty())
            .map(sync -> sync.getJsonArray("items").getJsonObject(0))
            .filter(sent -> sent.getString("id").equals(item.get("id").toString()))
            .findFirst()
            .orElseThrow();
    String canonical = Canonical.text(new ObjectMapper().valueToTree(item));
    assertThat(stored.getString("body")).isEqualTo(canonical);
    assertThat(stored.getString("hash")).isEqualTo(Canonical.hash(canonical));
    assertThat(stored.getJsonObject("visit").getJsonObject("receipt").getLong("amount"))
        .isEqualTo(150_000);
    assertThat(
            stored.getJsonObject("visit").getJsonArray("photos").getJsonObject(0).getString("id"))
        .isEqualTo(MachineStandIn.PHOTO.toString());
  }

  @Test
  void aPackedPushIsTakenUnlessItUnpacksToTooMuch() throws Exception {
    String push = new ObjectMapper().writeValueAsString(Map.of("push", List.of(visit(1))));
    sendPacked(push).then().statusCode(200).body("push.stored", equalTo(1));

    sendPacked(push + " ".repeat(50_000_000)).then().statusCode(413);
  }

  private static Response sendPacked(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return device()
        .header("Content-Encoding", "gzip")
        .body(packed.toByteArray())
        .post("/collector/sync");
  }

  @Test
  void halfACharacterAndAYearNobodyKnowsAreRefused() {
    Map<String, Object> half = visit(1);
    @SuppressWarnings("unchecked")
    Map<String, Object> said = (Map<String, Object>) half.get("visit");
    said.put("note", "NOTE");
    Map<String, Object> farOff = visit(2);
    farOff.put("recordedAt", "+300000-01-01T00:00:00Z");
    String body =
        new JsonObject(Map.of("push", List.of(half, farOff)))
            .encode()
            .replace("NOTE", "lunas \\ud83d");

    device()
        .body(body)
        .post("/collector/sync")
        .then()
        .statusCode(200)
        .body("push.stored", equalTo(0))
        .body("push.refused.errors.flatten().field", hasItems("visit.note", "recordedAt"));
  }

  @Test
  void oneWrongItemDoesNotHoldUpTheOthersAndIsToldHowToMend() {
    Map<String, Object> wrong = visit(2);
    @SuppressWarnings("unchecked")
    Map<String, Object> said = (Map<String, Object>) wrong.get("visit");
    said.remove("receipt");
    said.put("location", Map.of("lat", 91, "lon", 107.1234567));

    device()
        .header("Accept-Language", "id")
        .body(
            Map.of(
                "push",
                List.of(
                    visit(1),
                    wrong,
                    Map.of("id", UUID.randomUUID(), "surprise", 1),
                    Map.of("kind", "VISIT"))))
        .post("/collector/sync")
        .then()
        .statusCode(200)
        .body("push.stored", equalTo(1))
        .body("push.refused", hasSize(3))
        .body("push.refused.problem", hasItems("invalid-item"))
        .body(
            "push.refused[0].errors.field",
            contains("visit.location.lat", "visit.location.lon", "visit.receipt"))
        .body("push.refused[0].errors[2].detail", equalTo("diperlukan untuk hasil PART_PAID"))
        .body("push.refused[1].errors.field", contains("surprise"))
        .body("push.refused[2].errors.field", hasItems("id", "sequence", "visit"))
        .body("pull", nullValue());
  }

  @Test
  void aPushTheGatewayKeptIsTakenForItsDevice() {
    gateway()
        .header("Loket-User", MachineStandIn.COLLECTOR)
        .header("Loket-Device", Phone.DEVICE)
        .body(Map.of("push", List.of(visit(1)), "pull", Map.of("limit", 5)))
        .post("/collector/sync")
        .then()
        .statusCode(200)
        .body("push.stored", equalTo(1))
        .body("pull", nullValue());

    assertThat(MachineStandIn.SYNCS.getLast().getString("deviceId"))
        .isEqualTo(Phone.DEVICE.toString());
    gateway().body("{}").post("/collector/sync").then().statusCode(403);
  }

  @Test
  void onlyDevicesMaySync() {
    user("collector", "admin").body("{}").post("/collector/sync").then().statusCode(403);
    // neither a user who calls themselves a device, nor a device some other service registered
    user("device", "service").body("{}").post("/collector/sync").then().statusCode(403);
    Phone.deviceOf("gateway").body("{}").post("/collector/sync").then().statusCode(401);
    RestAssured.given()
        .contentType("application/json")
        .body("{}")
        .post("/collector/sync")
        .then()
        .statusCode(401);
    device()
        .body(Map.of("reason", "x"))
        .post("/collector/devices/{id}/revoke", Phone.DEVICE)
        .then()
        .statusCode(403);
  }

  @Test
  void tooManyItemsAndTooLargeBodiesAreRefusedWhole() {
    device()
        .body(Map.of("push", Collections.nCopies(501, Map.of())))
        .post("/collector/sync")
        .then()
        .statusCode(400)
        .body("errors.field", hasItems("push"));
    device()
        .body("{\"push\": [\"" + "x".repeat(3_000_000) + "\"]}")
        .post("/collector/sync")
        .then()
        .statusCode(413);
  }

  @Test
  void whileTheDatabaseIsAwayThePhoneIsToldToComeAgain() {
    MachineStandIn.away("database", true);
    try {
      device()
          .body(Map.of("push", List.of(visit(1))))
          .post("/collector/sync")
          .then()
          .statusCode(503)
          .header("Retry-After", "5")
          .body("type", equalTo("urn:loket:problem:unavailable"));
    } finally {
      MachineStandIn.away("database", false);
    }
  }
}
