package id.loket.report.audit;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  private static final String HISTORY =
      "the report's history keeps who and when, and is only appended to";
  private static final String OWN = "everybody's own";

  @Test
  void whatAdministratorsChangeIsRecorded() {
    AuditRule.of("id.loket.report")
        .except("ReportResource.change", HISTORY)
        .except("ReportResource.delete", HISTORY)
        .except("WorkResource.changeStatus", HISTORY)
        .except("WorkResource.assign", HISTORY)
        .except("WorkResource.note", HISTORY)
        .except("WorkResource.merge", HISTORY)
        .except("QuestionResource.ask", HISTORY)
        .except("QuestionResource.withdraw", HISTORY)
        .except("QuestionResource.answer", HISTORY)
        .except("ConfirmationResource.answer", HISTORY)
        .except(
            "MediaResource.add", "photos stay with their report, which nobody can take them from")
        .except("PhoneResource.sendCode", OWN)
        .except("PhoneResource.confirm", OWN)
        .except("ReportResource.vote", OWN)
        .except("ReportResource.withdrawVote", OWN)
        .except("SubscriptionResource.subscribe", OWN)
        .except("SubscriptionResource.unsubscribe", OWN)
        .except("EtlResource.run", "takes over what is there, changes nothing")
        .except("ForecastResource.plan", "changes nothing")
        .check();
  }
}
