package id.loket.media;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  @Test
  void whatAdministratorsChangeIsRecorded() {
    AuditRule.of("id.loket.media")
        .except("UploadResource.end", "nothing is changed before it is whole")
        .check();
  }
}
