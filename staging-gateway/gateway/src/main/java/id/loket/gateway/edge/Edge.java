package id.loket.gateway.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.gateway.limit.RateLimits;
import id.loket.gateway.push.Pushes;
import id.loket.gateway.route.Routes;
import id.loket.gateway.status.MachineStatus;
import id.loket.gateway.upstream.Upstreams;
import id.loket.kit.auth.BearerTokens;
import id.loket.kit.http.ClientAddress;
import id.loket.kit.http.TrustedProxies;
import id.loket.kit.problem.ProblemDocument;
import id.loket.kit.problem.ProblemResponses;
import id.loket.kit.tls.Authorities;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What every request at the entrance needs, whichever event loop serves it. */
@Singleton
class Edge {
  final EdgeConfig config;
  final Routes routes;
  final Upstreams upstreams;
  final RateLimits limits;
  final BearerTokens tokens;
  final Pushes pushes;
  final MachineStatus status;
  final ProblemResponses problems;
  final MeterRegistry metrics;
  final Authorities authorities;
  final Places places = new Places();
  private final ObjectMapper json;
  private final TrustedProxies proxies;
  private volatile boolean ending;

  @SuppressWarnings("java:S107") // one of each
  Edge(
      EdgeConfig config,
      Routes routes,
      Upstreams upstreams,
      RateLimits limits,
      BearerTokens tokens,
      Pushes pushes,
      MachineStatus status,
      ProblemResponses problems,
      ObjectMapper json,
      MeterRegistry metrics,
      Authorities authorities) {
    this.config = config;
    this.routes = routes;
    this.upstreams = upstreams;
    this.limits = limits;
    this.tokens = tokens;
    this.pushes = pushes;
    this.status = status;
    this.problems = problems;
    this.json = json;
    this.metrics = metrics;
    this.authorities = authorities;
    this.proxies = TrustedProxies.of(config.trustedProxies().orElse(List.of()));
  }

  /** Whether a connection is one of a proxy in front. */
  boolean isProxy(ClientAddress remote) {
    return proxies.contains(remote);
  }

  /**
   * Who calls.
   *
   * @param forwardedFor what the request says of it, line by line
   */
  ClientAddress callerOf(ClientAddress remote, List<String> forwardedFor) {
    return proxies.callerOf(remote, forwardedFor);
  }

  Buffer json(ProblemDocument document) {
    try {
      return Buffer.buffer(json.writeValueAsBytes(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code Strict-Transport-Security}; empty where browsers must not be told. */
  Optional<String> strictTransport() {
    return config.strictTransport().map(time -> "max-age=" + time.toSeconds());
  }

  /** Whether no new requests should come on a connection. */
  boolean isEnding() {
    return ending;
  }

  void end() {
    ending = true;
  }
}
