package id.loket.media.item;

import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.tls.Authorities;
import id.loket.media.revocation.RevocationConfig;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** Asks collector which photos belong to a visit; nobody waits for the answer here. */
@Singleton
class KnownPhotos {
  private static final String COLLECTOR = "collector";
  private static final int OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RevocationConfig config;
  private final ServiceTokens tokens;
  private final TolerantJson json;
  private final UpstreamCalls calls;

  KnownPhotos(
      RevocationConfig config,
      ServiceTokens tokens,
      TolerantJson json,
      Vertx vertx,
      Authorities authorities) {
    this.config = config;
    this.tokens = tokens;
    this.json = json;
    this.calls = new UpstreamCalls(vertx, authorities, "media", PATIENCE);
  }

  /** A question, and its answer. */
  @RegisterForReflection // native: written and read with TolerantJson
  record Photos(Set<UUID> ids) {}

  /**
   * Those of these that belong to a visit, or are waited for.
   *
   * @return fails while collector does not answer
   */
  Uni<Set<UUID>> among(Set<UUID> ids) {
    return calls
        .call(
            COLLECTOR,
            client ->
                client
                    .postAbs(config.collectorUrl() + "/collector/photos/known")
                    .timeout(PATIENCE.toMillis())
                    .putHeader("Authorization", tokens.bearerFor(COLLECTOR))
                    .putHeader("Content-Type", "application/json")
                    .sendBuffer(Buffer.buffer(json.write(new Photos(ids)))))
        .chain(
            response ->
                response.statusCode() == OK
                    ? Uni.createFrom().item(json.read(response.bodyAsString(), Photos.class).ids())
                    : Uni.createFrom()
                        .failure(new IOException("collector answered " + response.statusCode())));
  }
}
