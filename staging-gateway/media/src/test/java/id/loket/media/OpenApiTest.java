package id.loket.media;

import id.loket.kit.testing.ApiDescription;
import id.loket.media.testing.MediaServiceTest;
import org.junit.jupiter.api.Test;

@MediaServiceTest
class OpenApiTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
