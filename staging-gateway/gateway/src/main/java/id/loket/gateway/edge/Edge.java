package id.loket.gateway.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.gateway.limit.RateLimits;
import id.loket.gateway.push.PushConfig;
import id.loket.gateway.push.Pushes;
import id.loket.gateway.route.Routes;
import id.loket.gateway.status.MachineStatus;
import id.loket.gateway.upstream.Upstreams;
import id.loket.kit.auth.BearerTokens;
import id.loket.kit.http.CallerAddress;
import id.loket.kit.problem.ProblemDocument;
import id.loket.kit.problem.ProblemResponses;
import id.loket.kit.tls.Authorities;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
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
  final PushConfig pushConfig;
  final MachineStatus status;
  final ProblemResponses problems;
  final MeterRegistry metrics;
  final Authorities authorities;
  final CallerAddress callers;
  final Places places = new Places();
  private final ObjectMapper json;
  private volatile boolean ending;

  @SuppressWarnings("java:S107") // one of each
  Edge(
      EdgeConfig config,
      Routes routes,
      Upstreams upstreams,
      RateLimits limits,
      BearerTokens tokens,
      Pushes pushes,
      PushConfig pushConfig,
      MachineStatus status,
      ProblemResponses problems,
      ObjectMapper json,
      MeterRegistry metrics,
      Authorities authorities,
      CallerAddress callers) {
    this.config = config;
    this.routes = routes;
    this.upstreams = upstreams;
    this.limits = limits;
    this.tokens = tokens;
    this.pushes = pushes;
    this.pushConfig = pushConfig;
    this.status = status;
    this.problems = problems;
    this.json = json;
    this.metrics = metrics;
    this.authorities = authorities;
    this.callers = callers;
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
