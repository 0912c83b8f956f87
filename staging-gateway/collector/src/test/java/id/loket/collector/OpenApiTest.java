package id.loket.collector;

import id.loket.kit.testing.ApiDescription;
import id.loket.collector.testing.CollectorTest;
import org.junit.jupiter.api.Test;

@CollectorTest
class OpenApiTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
