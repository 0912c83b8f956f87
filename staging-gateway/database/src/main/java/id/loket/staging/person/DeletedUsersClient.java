package id.loket.staging.person;

import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.kit.tls.Authorities;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Asks client-app who was deleted. */
@Singleton
class DeletedUsersClient implements ConfigurationCheck {
  private static final String CLIENT_APP = "client-app";
  private static final int OK = 200;

  private final PersonConfig config;
  private final ServiceTokens tokens;
  private final TolerantJson json;
  private final UpstreamCalls calls;

  DeletedUsersClient(
      PersonConfig config,
      ServiceTokens tokens,
      TolerantJson json,
      Vertx vertx,
      Authorities authorities) {
    this.config = config;
    this.tokens = tokens;
    this.json = json;
    this.calls = new UpstreamCalls(vertx, authorities, "database", config.timeout());
  }

  @Override
  public void check(Faults faults) {
    faults.url("LOKET_CLIENT_URL", config.clientUrl(), List.of("http", "https"));
  }

  /**
   * Who was deleted, the first ones first.
   *
   * @param after where to go on, null for the beginning
   */
  Uni<List<Deleted>> after(String after) {
    String cursor =
        after == null ? "" : "?cursor=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
    return calls
        .call(
            CLIENT_APP,
            client ->
                client
                    .getAbs(config.clientUrl() + "/users/deleted" + cursor)
                    .timeout(config.timeout().toMillis())
                    .putHeader("Authorization", tokens.bearerFor(CLIENT_APP))
                    .send())
        .chain(
            response ->
                response.statusCode() == OK
                    ? Uni.createFrom()
                        .item(json.read(response.bodyAsString(), Deletions.class).items())
                    : Uni.createFrom()
                        .failure(new IOException("client-app answered " + response.statusCode())));
  }

  @RegisterForReflection // native: read with TolerantJson
  record Deletions(List<Deleted> items) {}

  /** Somebody who is to be forgotten. */
  @RegisterForReflection // native: read with TolerantJson
  record Deleted(UUID id, Instant deletedAt) {
    /** Behind which the next one is. */
    String place() {
      return new Cursor(deletedAt, id).encode();
    }
  }
}
