package id.loket.kit.http;

import id.loket.kit.tls.Authorities;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.util.TypeLiteral;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Calls to other systems: each with a timeout, no redirects, a limit of what is read of its answer,
 * and a circuit breaker of its own per system, so that one that is down fails fast and disturbs no
 * call to another.
 */
public final class UpstreamCalls {
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int BREAKER_WINDOW = 20;
  private static final double BREAKER_FAILURE_RATIO = 0.8;
  private static final int BREAKER_OPEN_SECONDS = 2;
  private static final int MOST_BREAKERS = 10_000;
  private static final int CONNECTIONS_PER_SYSTEM = 200;
  private static final TypeLiteral<Uni<HttpResponse<Buffer>>> RESPONSE = new TypeLiteral<>() {};

  private static final int LARGEST_ANSWER = 256 * 1024;

  private final Vertx vertx;
  private final HttpClient connections;
  private final WebClientOptions options;

  /** By how much of an answer is read; all share the connections. */
  private final ConcurrentMap<Integer, WebClient> clients = new ConcurrentHashMap<>();

  private final ConcurrentMap<String, Guard> breakers = new ConcurrentHashMap<>();

  /**
   * Prepares calls.
   *
   * @param authorities whom to believe that they are the system that was called, over TLS
   * @param name the caller, for the {@code User-Agent}
   * @param connectTimeout how long opening a connection may take
   */
  public UpstreamCalls(Vertx vertx, Authorities authorities, String name, Duration connectTimeout) {
    this.vertx = vertx;
    this.options =
        authorities
            .believedBy(new WebClientOptions())
            .setFollowRedirects(false)
            .setConnectTimeout((int) connectTimeout.toMillis())
            .setMaxPoolSize(CONNECTIONS_PER_SYSTEM)
            .setUserAgent("loket-" + name);
    this.connections = vertx.createHttpClient(options);
  }

  /**
   * Makes a call whose answer has at most 256 kB.
   *
   * @param system which system's breaker counts it
   * @return the answer if its status is below 500; fails with {@link Failed} for one above, with
   *     {@link AnswerLimit.TooLarge} for a longer one, with {@code CircuitBreakerOpenException}
   *     while the system is believed down, or with what broke the connection
   */
  public Uni<HttpResponse<Buffer>> call(
      String system, Function<WebClient, Uni<HttpResponse<Buffer>>> call) {
    return call(system, LARGEST_ANSWER, call);
  }

  /** Like {@link #call(String, Function)}, where only the answer's status and headers matter. */
  public Uni<HttpResponse<Buffer>> callForStatus(
      String system, Function<WebClient, Uni<HttpResponse<Buffer>>> call) {
    return call(system, AnswerLimit.UNREAD, call);
  }

  /**
   * Like {@link #call(String, Function)}, with a limit of its own.
   *
   * @param largestAnswer bytes of the answer's body that are taken
   */
  public Uni<HttpResponse<Buffer>> call(
      String system, int largestAnswer, Function<WebClient, Uni<HttpResponse<Buffer>>> call) {
    WebClient client = clients.computeIfAbsent(largestAnswer, this::client);
    return breakerOf(system)
        .get(() -> call.apply(client).invoke(UpstreamCalls::requireAnAnswer), RESPONSE);
  }

  private WebClient client(int largestAnswer) {
    return AnswerLimit.on(WebClient.wrap(connections, options), vertx, largestAnswer);
  }

  private static void requireAnAnswer(HttpResponse<Buffer> response) {
    if (response.statusCode() >= FIRST_SERVER_ERROR) {
      throw new java.io.UncheckedIOException(new Failed(response.statusCode()));
    }
  }

  private Guard breakerOf(String system) {
    if (breakers.size() >= MOST_BREAKERS) {
      breakers.keySet().stream().findAny().ifPresent(breakers::remove);
    }
    return breakers.computeIfAbsent(
        system,
        name ->
            Guard.create()
                .withDescription(name)
                .withCircuitBreaker()
                .requestVolumeThreshold(BREAKER_WINDOW)
                .failureRatio(BREAKER_FAILURE_RATIO)
                .delay(BREAKER_OPEN_SECONDS, ChronoUnit.SECONDS)
                .done()
                .build());
  }

  /** The other system answered with a status of 500 or above. */
  public static final class Failed extends IOException {
    Failed(int status) {
      super("status " + status);
    }
  }
}
