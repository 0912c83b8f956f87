package id.loket.staging;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import id.loket.staging.testing.StagingTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The staging database is collector's to use; client-app asks what is kept of a user (M10). */
@StagingTest
class OpenDoorsTest {
  @Test
  void collectorGetsThroughAndClientAppToPeopleOnly() {
    Map<String, Set<String>> open = OpenDoors.of(LoketService.DATABASE);

    assertThat(open).containsOnlyKeys("collector", "client-app");
    assertThat(open.get("client-app")).containsExactly("GET /people/{userId}");
    assertThat(open.get("collector")).contains("POST /syncs", "POST /photos/known");
  }
}
