package id.loket.collector;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.collector.testing.CollectorTest;
import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Other services get through to what is said here, by name, and to nothing else (M10). */
@CollectorTest
class OpenDoorsTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.COLLECTOR))
        .isEqualTo(
            Map.of(
                "gateway", Set.of("POST /collector/sync"),
                "media", Set.of("GET /collector/revocations", "POST /collector/photos/known")));
  }
}
