package id.loket.collector;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  private static final String DATABASE =
      "written by the staging database, in the transaction of the act";
  private static final String OWN_TRAIL = "has a trail of its own in the staging database: ";

  @Test
  void whatAdministratorsChangeIsRecordedWhereItIsChanged() {
    AuditRule.of("id.loket.collector")
        .except("MonitoringResource.dismiss", DATABASE)
        .except("MonitoringResource.revoke", DATABASE)
        .except("BatchResource.reopen", OWN_TRAIL + "batch_change")
        .except("RefusalResource.settle", OWN_TRAIL + "refused_item, the first word counts")
        .check();
  }
}
