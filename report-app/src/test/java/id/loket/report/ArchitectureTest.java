package id.loket.report;

import id.loket.kit.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void theHouseRulesHold() {
    ArchitectureRules.of("id.loket.report").check();
  }
}
