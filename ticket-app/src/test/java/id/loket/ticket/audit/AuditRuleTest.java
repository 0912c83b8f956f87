package id.loket.ticket.audit;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  @Test
  void whatAdministratorsAndOrganisersChangeIsRecorded() {
    AuditRule.of("id.loket.ticket")
        .except(
            "CheckInResource.checkIn", "work at the gate: the booking keeps who let in, and when")
        .check();
  }
}
