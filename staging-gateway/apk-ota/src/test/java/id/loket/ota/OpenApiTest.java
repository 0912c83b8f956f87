package id.loket.ota;

import id.loket.kit.testing.ApiDescription;
import id.loket.ota.testing.ApkOtaTest;
import org.junit.jupiter.api.Test;

@ApkOtaTest
class OpenApiTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
