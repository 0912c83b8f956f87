package id.loket.client;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.client.testing.ClientAppTest;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiTest extends ClientAppTest {
  private static final Path COMMITTED = Path.of("openapi.yaml");
  private static final Path SERVED = Path.of("target", "openapi.yaml");

  @Test
  void theApiDoesNotChangeUnannounced() throws IOException {
    String served = given().get("/q/openapi").then().statusCode(200).extract().asString();
    Files.writeString(SERVED, served);

    assertTrue(served.startsWith("---\nopenapi: 3.1"));
    assertEquals(
        Files.readString(COMMITTED),
        served,
        "The API has changed: look at the difference, and if it is meant, copy "
            + SERVED
            + " over "
            + COMMITTED);
  }
}
