package id.loket.payment.audit;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  @Test
  void whatAdministratorsChangeIsRecorded() {
    AuditRule.of("id.loket.payment").check();
  }
}
