package id.loket.payment;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.kit.testing.ApiDescription;
import id.loket.kit.testing.ManagementPort;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class OpenApiTest {

  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }

  @Test
  void theDescriptionNamesTheWebhooksWeSend() {
    String served = given().get(ManagementPort.url("/q/openapi")).asString();

    assertTrue(served.startsWith("---\nopenapi: 3.1"));
    assertTrue(served.contains("webhooks:"));
    assertTrue(served.contains("application/problem+json"));
  }
}
