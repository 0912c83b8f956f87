package id.loket.ota;

import id.loket.kit.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void theRulesOfTheHouseHold() {
    ArchitectureRules.of("id.loket.ota").check();
  }
}
