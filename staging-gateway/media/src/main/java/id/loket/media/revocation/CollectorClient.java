package id.loket.media.revocation;

import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.PageQuery;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Asks collector which devices were revoked: never while somebody waits for an answer here. */
@Singleton
class CollectorClient implements ConfigurationCheck {
  private static final String COLLECTOR = "collector";
  private static final int OK = 200;

  private final RevocationConfig config;
  private final ServiceTokens tokens;
  private final TolerantJson json;
  private final UpstreamCalls calls;

  CollectorClient(
      RevocationConfig config,
      ServiceTokens tokens,
      TolerantJson json,
      Vertx vertx,
      Authorities authorities) {
    this.config = config;
    this.tokens = tokens;
    this.json = json;
    this.calls = new UpstreamCalls(vertx, authorities, "media", config.timeout());
  }

  @Override
  public void check(Faults faults) {
    faults.url("LOKET_COLLECTOR_URL", config.collectorUrl(), List.of("http", "https"));
  }

  /** All revoked devices whose tokens have not ended yet. */
  Uni<Set<UUID>> revoked() {
    return page(null, new HashSet<>());
  }

  private Uni<Set<UUID>> page(String cursor, Set<UUID> devices) {
    return calls
        .call(
            COLLECTOR,
            client ->
                client
                    .getAbs(config.collectorUrl() + path(cursor))
                    .timeout(config.timeout().toMillis())
                    .putHeader("Authorization", tokens.bearerFor(COLLECTOR))
                    .send())
        .chain(
            response -> {
              if (response.statusCode() != OK) {
                return Uni.createFrom()
                    .failure(new IOException("collector answered " + response.statusCode()));
              }
              Revocations found = json.read(response.bodyAsString(), Revocations.class);
              found.items().forEach(device -> devices.add(device.id()));
              if (devices.size() > config.most()) {
                return Uni.createFrom()
                    .failure(new IOException("more than " + config.most() + " devices"));
              }
              return found.next() == null
                  ? Uni.createFrom().item(devices)
                  : page(found.next(), devices);
            });
  }

  private static String path(String cursor) {
    return "/collector/revocations?limit="
        + PageQuery.MAX_LIMIT
        + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
  }

  @RegisterForReflection // native: read with TolerantJson
  record Revocations(List<Device> items, String next) {
    @RegisterForReflection // native: read with TolerantJson
    record Device(UUID id) {}
  }
}
