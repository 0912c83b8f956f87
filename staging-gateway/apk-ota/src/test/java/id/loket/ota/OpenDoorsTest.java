package id.loket.ota;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import id.loket.ota.testing.ApkOtaTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Other services get through to what is said here, by name, and to nothing else (M10). */
@ApkOtaTest
class OpenDoorsTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.APK_OTA)).isEqualTo(Map.of());
  }
}
