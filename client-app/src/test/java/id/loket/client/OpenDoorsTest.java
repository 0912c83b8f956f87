package id.loket.client;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.client.testing.ClientAppTest;
import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Other services get through to what is said here, by name, and to nothing else (M10). */
@QuarkusTest
class OpenDoorsTest extends ClientAppTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.CLIENT_APP))
        .isEqualTo(
            Map.of(
                "report-app", Set.of("GET /users/{id}"),
                "collector", Set.of("POST /sessions", "POST /sessions/refresh"),
                "database", Set.of("GET /users/deleted")));
  }
}
