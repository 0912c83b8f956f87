package id.loket.staging;

import id.loket.kit.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void theRulesOfTheHouseHold() {
    ArchitectureRules.of("id.loket.staging").check();
  }
}
