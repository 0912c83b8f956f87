package id.loket.media;

import id.loket.kit.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void theRulesOfTheHouseHold() {
    ArchitectureRules.of("id.loket.media").check();
  }
}
