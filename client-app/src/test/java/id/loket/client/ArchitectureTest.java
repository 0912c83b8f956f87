package id.loket.client;

import id.loket.kit.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void holdsTheRulesOfTheHouse() {
    ArchitectureRules.of("id.loket.client").check();
  }
}
