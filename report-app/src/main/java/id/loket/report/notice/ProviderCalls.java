package id.loket.report.notice;

import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls to providers of SMS and push: a small JSON document by POST, 2xx means taken. */
@Singleton
class ProviderCalls {
  private static final int FIRST_REFUSAL = 400;
  private static final int SUCCESS = 2;
  private static final int HUNDRED = 100;

  /** Timeout and too many requests pass; a wrong token is our mistake, not the notice's. */
  private static final Set<Integer> PASSING = Set.of(401, 403, 408, 425, 429);

  private final NoticeConfig config;
  private final TolerantJson json;
  private final UpstreamCalls calls;

  ProviderCalls(NoticeConfig config, TolerantJson json, Vertx vertx, Authorities authorities) {
    this.config = config;
    this.json = json;
    this.calls = new UpstreamCalls(vertx, authorities, "report-app", config.timeout());
  }

  /** Hands a message over; fails with {@link Undeliverable} when it is refused for good. */
  Uni<Void> post(
      String provider, Optional<String> url, Optional<String> token, Map<String, String> message) {
    String address =
        url.filter(text -> !text.isBlank())
            .orElseThrow(() -> new Undeliverable(provider + "-not-offered"));
    return calls
        .callForStatus(
            provider,
            client -> {
              HttpRequest<Buffer> request =
                  client
                      .requestAbs(HttpMethod.POST, address)
                      .traceOperation("POST " + provider)
                      .timeout(config.timeout().toMillis())
                      .putHeader("Content-Type", "application/json");
              token
                  .filter(text -> !text.isBlank())
                  .ifPresent(text -> request.putHeader("Authorization", "Bearer " + text));
              return request.sendBuffer(Buffer.buffer(json.write(message)));
            })
        .invoke(response -> requireTaken(provider, response.statusCode()))
        .replaceWithVoid();
  }

  static void requireTaken(String provider, int status) {
    if (status / HUNDRED == SUCCESS) {
      return;
    }
    if (status >= FIRST_REFUSAL && !PASSING.contains(status)) {
      throw new Undeliverable(provider + "-" + status);
    }
    throw new IllegalStateException(provider + " answered " + status);
  }
}
