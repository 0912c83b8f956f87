package id.loket.payment;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class OpenApiTest {
  private static final Path COMMITTED = Path.of("openapi.yaml");
  private static final Path SERVED = Path.of("target", "openapi.yaml");

  @Test
  void theApiDoesNotChangeUnannounced() throws IOException {
    String served = given().get("/q/openapi").then().statusCode(200).extract().asString();
    Files.writeString(SERVED, served);

    assertEquals(
        Files.readString(COMMITTED),
        served,
        "The API has changed: look at the difference, and if it is meant, copy "
            + SERVED
            + " over "
            + COMMITTED);
  }

  @Test
  void theDescriptionNamesTheWebhooksWeSend() {
    String served = given().get("/q/openapi").asString();

    assertTrue(served.startsWith("---\nopenapi: 3.1"));
    assertTrue(served.contains("webhooks:"));
    assertTrue(served.contains("application/problem+json"));
  }
}
