package id.loket.collector.refusal;

import static id.loket.collector.testing.Phone.device;
import static id.loket.collector.testing.Phone.gateway;
import static id.loket.collector.testing.Phone.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import id.loket.collector.testing.CollectorTest;
import id.loket.collector.testing.MachineStandIn;
import id.loket.collector.testing.Phone;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was refused is told to those it concerns. */
@CollectorTest
class RefusalTest {
  private static final String REFUSALS = "/collector/refusals";
  private static final String SETTLEMENT = "/collector/refusals/{id}/settlement";

  @Test
  void aDeviceSeesItsCollectorsWithTheReasonInItsLanguage() {
    device()
        .header("Accept-Language", "id")
        .queryParam("collector", UUID.randomUUID())
        .get(REFUSALS)
        .then()
        .statusCode(200)
        .body("items[0].problem", equalTo("invalid-item"))
        .body("items[0].errors.field", hasItem("recordedAt"))
        .body("items[0].errors.detail", hasItem("tidak ada"))
        .body("items[0].item.kind", equalTo("VOID"))
        .body("items[0].settlement", nullValue())
        .body("next", equalTo("n"));

    assertThat(MachineStandIn.REFUSALS_ASKED)
        .last()
        .asString()
        .contains("collector=" + MachineStandIn.COLLECTOR)
        .contains("device=" + Phone.DEVICE);
  }

  @Test
  void officersSeeEverybodysOrOnesTheyName() {
    UUID whose = UUID.randomUUID();

    user("officer").get(REFUSALS + "?settled=false").then().statusCode(200);
    assertThat(MachineStandIn.REFUSALS_ASKED).last().asString().doesNotContain("collector=");
    user("admin").queryParam("collector", whose).get(REFUSALS).then().statusCode(200);
    assertThat(MachineStandIn.REFUSALS_ASKED).last().asString().contains("collector=" + whose);
    user("citizen").get(REFUSALS).then().statusCode(403);
    gateway().get(REFUSALS).then().statusCode(403);
  }

  @Test
  void aDeviceNamesWhatStandsForItAndPeopleNeedNot() {
    device()
        .body(Map.of("reason", "dicatat ulang"))
        .post(SETTLEMENT, MachineStandIn.REFUSAL)
        .then()
        .statusCode(400);
    UUID replacement = UUID.randomUUID();
    device()
        .body(Map.of("reason", "dicatat ulang", "replacement", replacement))
        .post(SETTLEMENT, MachineStandIn.REFUSAL)
        .then()
        .statusCode(200)
        .body("settlement.by", equalTo("device:" + Phone.DEVICE))
        .body("settlement.replacement", equalTo(replacement.toString()));
    user("officer")
        .body(Map.of("reason", "sudah dibicarakan"))
        .post(SETTLEMENT, MachineStandIn.REFUSAL)
        .then()
        .statusCode(200)
        .body("settlement.reason", equalTo("sudah dibicarakan"));
  }
}
