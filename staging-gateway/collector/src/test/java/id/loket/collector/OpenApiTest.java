package id.loket.collector;

import id.loket.collector.testing.CollectorTest;
import id.loket.kit.testing.ApiDescription;
import org.junit.jupiter.api.Test;

@CollectorTest
class OpenApiTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
