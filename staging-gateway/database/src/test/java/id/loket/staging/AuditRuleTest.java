package id.loket.staging;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  /** People reach it through collector only; what they may do there is written here. */
  @Test
  void nothingHereIsForAdministratorsDirectly() {
    AuditRule.of("id.loket.staging").check();
  }
}
