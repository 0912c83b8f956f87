package id.loket.media;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import id.loket.media.testing.MediaServiceTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Other services get through to what is said here, by name, and to nothing else (M10). */
@MediaServiceTest
class OpenDoorsTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.MEDIA))
        .isEqualTo(Map.of("collector", Set.of("HEAD /media/{id}")));
  }
}
