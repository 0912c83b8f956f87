package id.loket.report;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import id.loket.report.testing.ReportAppTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Other services get through to what is said here, by name, and to nothing else (M10). */
@ReportAppTest
class OpenDoorsTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.REPORT_APP))
        .isEqualTo(Map.of("client-app", Set.of("GET /people/{userId}")));
  }
}
