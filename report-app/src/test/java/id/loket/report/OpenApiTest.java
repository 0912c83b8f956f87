package id.loket.report;

import id.loket.kit.testing.ApiDescription;
import id.loket.report.testing.ReportAppTest;
import org.junit.jupiter.api.Test;

@ReportAppTest
class OpenApiTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
