package id.loket.staging;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import id.loket.staging.testing.StagingTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The staging database is collector's to use, all of it, and no other service's (M10). */
@StagingTest
class OpenDoorsTest {
  @Test
  void collectorAloneGetsThrough() {
    Map<String, Set<String>> open = OpenDoors.of(LoketService.DATABASE);

    assertThat(open).containsOnlyKeys("collector");
    assertThat(open.get("collector")).contains("POST /syncs", "POST /photos/known");
  }
}
