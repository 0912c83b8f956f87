package id.loket.kit.http;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Serves the committed API description at {@code /q/openapi} of the management port. Making it anew
 * at each start, as the OpenAPI extension does, costs a tenth of the start of a native executable;
 * the extension is there in tests and live reload only, where its own route stands before this one,
 * and a test compares both.
 */
@ApplicationScoped
class ApiDescriptionRoute {
  private static final String PATH = "/q/openapi";
  private static final String RESOURCE = "META-INF/loket/openapi.yaml";

  /** After the route of the extension, where there is one. */
  private static final int LAST = Integer.MAX_VALUE;

  void serve(@Observes ManagementInterface management) {
    if (description() == null) {
      return; // the gateway has no API of its own
    }
    management
        .router()
        .get(PATH)
        .order(LAST)
        .handler(
            request ->
                request
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml;charset=UTF-8")
                    .end(description()));
  }

  private static Buffer description() {
    try (InputStream in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCE)) {
      return in == null ? null : Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
