package id.loket.client.audit;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  private static final String OWN = "of the user's own account only";

  @Test
  void whatAdministratorsChangeIsRecorded() {
    AuditRule.of("id.loket.client")
        .except("PasswordResource.change", OWN)
        .except("SecondFactorResource.add", OWN)
        .except("SecondFactorResource.confirm", OWN)
        .except("SessionResource.signOut", OWN)
        .check();
  }
}
