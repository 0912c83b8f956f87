package id.loket.ota;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  private static final String OWN_TRAIL =
      "releases have a history of their own, which is only added to";

  @Test
  void whatAdministratorsChangeIsRecorded() {
    AuditRule.of("id.loket.ota")
        .except("ReleaseResource.publish", OWN_TRAIL)
        .except("ReleaseResource.change", OWN_TRAIL)
        .check();
  }
}
