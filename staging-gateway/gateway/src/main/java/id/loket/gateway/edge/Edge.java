package id.loket.gateway.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.gateway.limit.RateLimits;
import id.loket.gateway.push.Pushes;
import id.loket.gateway.route.Routes;
import id.loket.gateway.status.MachineStatus;
import id.loket.gateway.tls.Certificates;
import id.loket.gateway.upstream.Upstreams;
import id.loket.kit.auth.BearerTokens;
import id.loket.kit.problem.ProblemDocument;
import id.loket.kit.problem.ProblemResponses;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** What every request at the entrance needs, whichever event loop serves it. */
@Singleton
class Edge {
  private final EdgeConfig config;
  private final Routes routes;
  private final Upstreams upstreams;
  private final RateLimits limits;
  private final BearerTokens tokens;
  private final Pushes pushes;
  private final MachineStatus status;
  private final ProblemResponses problems;
  private final ObjectMapper json;
  private final MeterRegistry metrics;
  private final String strictTransport;
  private final AtomicLong pushBytes = new AtomicLong();
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
      Certificates certificates) {
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
    this.strictTransport =
        certificates.isForDevelopment()
            ? null
            : "max-age=" + config.strictTransport().toSeconds() + "; includeSubDomains";
  }

  EdgeConfig config() {
    return config;
  }

  Routes routes() {
    return routes;
  }

  Upstreams upstreams() {
    return upstreams;
  }

  RateLimits limits() {
    return limits;
  }

  BearerTokens tokens() {
    return tokens;
  }

  Pushes pushes() {
    return pushes;
  }

  MachineStatus status() {
    return status;
  }

  ProblemResponses problems() {
    return problems;
  }

  MeterRegistry metrics() {
    return metrics;
  }

  /** {@code Strict-Transport-Security}; null where browsers must not be told. */
  String strictTransport() {
    return strictTransport;
  }

  /** Whether no new requests should come on a connection. */
  boolean isEnding() {
    return ending;
  }

  void end() {
    ending = true;
  }

  /** Makes room in memory for a push, or says that there is none. */
  boolean takeRoom(long bytes) {
    if (pushBytes.addAndGet(bytes) > config.mostPushBytesInMemory()) {
      pushBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveRoom(long bytes) {
    pushBytes.addAndGet(-bytes);
  }

  Buffer bytes(ProblemDocument document) {
    try {
      return Buffer.buffer(json.writeValueAsBytes(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
