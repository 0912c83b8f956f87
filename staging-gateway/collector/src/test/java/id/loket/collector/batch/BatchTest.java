package id.loket.collector.batch;

import static id.loket.collector.testing.Phone.device;
import static id.loket.collector.testing.Phone.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.collector.testing.CollectorTest;
import id.loket.collector.testing.MachineStandIn;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@CollectorTest
class BatchTest {
  @Test
  void aBatchIsClosedWithThePhotosMediaHas() {
    close(4)
        .then()
        .statusCode(200)
        .body("batch.status", equalTo("CLOSED"))
        .body("totals.visits", equalTo(1));

    assertThat(MachineStandIn.PHOTOS_SEEN.getLast().getJsonArray("photos").getList())
        .as("what media has as its visit says is remembered")
        .containsExactly(MachineStandIn.PHOTO.toString());
  }

  @Test
  void whileMediaIsAwayABatchIsNotClosed() {
    int before = MachineStandIn.CLOSINGS.size();
    MachineStandIn.away("media", true);
    try {
      close(4).then().statusCode(503).header("Retry-After", "5");
    } finally {
      MachineStandIn.away("media", false);
    }
    assertThat(MachineStandIn.CLOSINGS).hasSize(before);
  }

  @Test
  void whatIsMissingIsToldAsTheDatabaseSaysIt() {
    close(0)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:digest-differs"))
        .body("instance", equalTo("/collector/batches/" + MachineStandIn.BATCH + "/close"));
  }

  @Test
  void aDeviceCanProveWhatTheServerHas() {
    device()
        .get("/collector/batches/{id}/digest", MachineStandIn.BATCH)
        .then()
        .statusCode(200)
        .body("items", equalTo(4))
        .body("digest", equalTo("cd".repeat(32)))
        .body("batch.items", equalTo(6));
    device()
        .get("/collector/batches/{id}/contents", MachineStandIn.BATCH)
        .then()
        .statusCode(200)
        .body("items[0].item.kind", equalTo("VISIT"));
    device().body("{}").post("/collector/reset").then().statusCode(200).body("items", equalTo(4));
  }

  @Test
  void onlyAdministratorsReopen() {
    device()
        .body(Map.of("reason", "salah"))
        .post("/collector/batches/{id}/reopen", UUID.randomUUID())
        .then()
        .statusCode(403);
    user("admin")
        .body(Map.of("reason", "salah"))
        .post("/collector/batches/{id}/reopen", UUID.randomUUID())
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:batch-not-found"));
    user("admin")
        .body(Map.of("reason", ""))
        .post("/collector/batches/{id}/reopen", UUID.randomUUID())
        .then()
        .statusCode(400);
  }

  private static Response close(int items) {
    return device()
        .body(
            Map.of(
                "items", items,
                "digest", "cd".repeat(32),
                "receipts",
                    List.of(
                        Map.of(
                            "method",
                            "CASH",
                            "count",
                            1,
                            "amount",
                            Map.of("amount", 150_000, "currency", "IDR")))))
        .post("/collector/batches/{id}/close", MachineStandIn.BATCH);
  }
}
