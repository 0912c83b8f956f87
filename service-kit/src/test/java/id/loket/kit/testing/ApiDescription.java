package id.loket.kit.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API description a service serves at {@code /q/openapi} of its management port. */
public final class ApiDescription {
  private static final Path COMMITTED = Path.of("openapi.yaml");
  private static final Path SERVED = Path.of("target", "openapi.yaml");

  private ApiDescription() {}

  /** Fails when the API is not the one committed as {@code openapi.yaml} beside the POM. */
  public static void requireUnchanged() {
    String served =
        given().get(ManagementPort.url("/q/openapi")).then().statusCode(200).extract().asString();
    try {
      Files.writeString(SERVED, served);
      String committed = Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
      assertThat(served)
          .as("The API has changed. If it is meant to: cp %s %s", SERVED, COMMITTED)
          .isEqualTo(committed);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
