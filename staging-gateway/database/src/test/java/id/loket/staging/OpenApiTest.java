package id.loket.staging;

import id.loket.kit.testing.ApiDescription;
import id.loket.staging.testing.StagingTest;
import org.junit.jupiter.api.Test;

@StagingTest
class OpenApiTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
