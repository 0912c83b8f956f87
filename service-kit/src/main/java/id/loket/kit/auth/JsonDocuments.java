package id.loket.kit.auth;

import id.loket.kit.http.AnswerLimit;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;

/** Fetches what an issuer publishes: small documents, from where it says and from nowhere else. */
final class JsonDocuments {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int LARGEST = 256 * 1024;
  private static final int OK = 200;

  private final WebClient client;

  JsonDocuments(Authorities authorities, Vertx vertx) {
    WebClientOptions options =
        new WebClientOptions()
            .setFollowRedirects(false)
            .setConnectTimeout((int) TIMEOUT.toMillis());
    this.client =
        AnswerLimit.on(WebClient.create(vertx, authorities.believedBy(options)), vertx, LARGEST);
  }

  Uni<String> get(URI location) {
    return client
        .getAbs(location.toString())
        .timeout(TIMEOUT.toMillis())
        .send()
        .map(
            response -> {
              if (response.statusCode() != OK) {
                throw new IllegalStateException(location + " answered " + response.statusCode());
              }
              return response.bodyAsString();
            });
  }
}
