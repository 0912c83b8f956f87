package id.loket.client;

import id.loket.client.testing.ClientAppTest;
import id.loket.kit.testing.ApiDescription;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest extends ClientAppTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
