package id.loket.collector;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.collector.testing.CollectorTest;
import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Other services get through to what is said here, by name, and to nothing else (M10). The gateway
 * gets through to pushes only with the device it brings one of, which this does not name.
 */
@CollectorTest
class OpenDoorsTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.COLLECTOR))
        .isEqualTo(
            Map.of("media", Set.of("GET /collector/revocations", "POST /collector/photos/known")));
  }
}
