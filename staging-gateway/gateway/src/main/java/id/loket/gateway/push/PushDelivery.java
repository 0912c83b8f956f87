package id.loket.gateway.push;

import id.loket.gateway.upstream.Attempt;
import id.loket.gateway.upstream.Upstreams;
import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.queue.ConsumerChannels;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.start.StartOrder;
import id.loket.kit.tls.Authorities;
import id.loket.kit.trace.TraceParent;
import id.loket.kit.work.OutageLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Hands kept pushes on to collector. One that gets no answer is tried again for as long as it
 * takes, and its device's later ones wait for it; one that is refused for good, or that collector
 * fails at again and again while it takes others, goes to the dead queue.
 */
@Singleton
class PushDelivery {
  private static final Logger LOG = Logger.getLogger(PushDelivery.class);

  /** What is said by somebody whom collector needs, or of a moment: never the push's fault. */
  private static final Set<Integer> LATER = Set.of(401, 408, 425, 429, 502, 503, 504);

  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int SERVER_ERROR = 500;
  private static final int NO_ANSWER = 0;
  private static final int MOST_DOUBLINGS = 20;

  private final PushPublisher publisher;
  private final Pushes pushes;
  private final PushStates states;
  private final PushConfig config;
  private final Upstreams upstreams;
  private final ServiceTokens tokens;
  private final WorkUnderWay under;
  private final MeterRegistry metrics;
  private final HttpClient client;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("loket-push-delivery").daemon().factory());
  private final List<PushPartition> partitions =
      PushTopology.queues().stream().map(queue -> new PushPartition(queue, work, this)).toList();
  private final ConsumerChannels channels;
  private final Map<String, Tries> tries = new ConcurrentHashMap<>();

  /** Where a push stands after it was tried. */
  enum Outcome {
    /** Nothing more is to be done with it. */
    SETTLED,
    /** It is to be tried again. */
    WAITS
  }

  /** How often a push failed since another one, tried after it, went through. */
  private record Tries(long othersBefore, int count) {}

  @SuppressWarnings("java:S107") // one of each
  PushDelivery(
      BrokerConfig broker,
      Authorities authorities,
      PushPublisher publisher,
      Pushes pushes,
      PushStates states,
      PushConfig config,
      Upstreams upstreams,
      ServiceTokens tokens,
      WorkUnderWay under,
      MeterRegistry metrics,
      Vertx vertx) {
    this.channels =
        new ConsumerChannels(
            broker,
            authorities,
            "gateway delivery",
            channel -> PushTopology.declare(channel, config.mostBytes()),
            new OutageLog(PushDelivery.class, "Kept pushes are not handed on"),
            work);
    this.publisher = publisher;
    this.pushes = pushes;
    this.states = states;
    this.config = config;
    this.upstreams = upstreams;
    this.tokens = tokens;
    this.under = under;
    this.metrics = metrics;
    this.client =
        vertx.createHttpClient(
            authorities
                .believedBy(new HttpClientOptions())
                .setConnectTimeout((int) Duration.ofSeconds(2).toMillis())
                .setMaxPoolSize(config.atOnce()));
  }

  void start(@Observes @Priority(StartOrder.LAST) StartupEvent startup) {
    partitions.forEach(channels::serve);
    long every = config.lookEvery().toMillis();
    work.scheduleWithFixedDelay(
        () -> partitions.forEach(PushPartition::look), every, every, TimeUnit.MILLISECONDS);
  }

  boolean isEnding() {
    return under.isEnding();
  }

  /** The channel of a partition has ended: it gets another. */
  void lost() {
    channels.lost();
  }

  @PreDestroy
  void close() {
    channels.close();
  }

  // --- one push

  /** Tries a push once, and says what came of it. */
  void handOn(KeptPush push, Consumer<Outcome> ended) {
    send(push)
        .onSuccess(answer -> answered(push, answer, ended))
        .onFailure(
            failure -> {
              LOG.debugf("Push %s waits: %s", push.id(), failure);
              failed(push, new Answer(NO_ANSWER, null), failure instanceof NobodyThere, ended);
            });
  }

  long pauseAfter(int waits) {
    long first = config.firstPause().toMillis();
    return Math.min(config.longestPause().toMillis(), first << Math.min(waits, MOST_DOUBLINGS));
  }

  private void answered(KeptPush push, Answer answer, Consumer<Outcome> ended) {
    int status = answer.status();
    if (status >= OK && status < REDIRECTION) {
      pushes.wentThrough();
      settled(push, PushState.Status.DELIVERED, answer.json(), ended);
    } else if (LATER.contains(status) || status >= SERVER_ERROR) {
      failed(push, answer, LATER.contains(status), ended);
    } else {
      bury(push, config.service() + " answered " + status, answer.json(), ended);
    }
  }

  /**
   * A push that others overtake is to blame for its failures; one that waits for what everybody
   * waits for is not.
   */
  private void failed(KeptPush push, Answer answer, boolean blameless, Consumer<Outcome> ended) {
    long others = pushes.throughSoFar();
    Tries known =
        tries.compute(
            push.id(),
            (id, before) -> {
              if (before == null) {
                return new Tries(others, 0);
              }
              boolean overtaken = !blameless && others > before.othersBefore();
              return overtaken ? new Tries(before.othersBefore(), before.count() + 1) : before;
            });
    if (known.count() < config.mostTries()) {
      ended.accept(Outcome.WAITS);
      return;
    }
    String what = answer.status() == NO_ANSWER ? " gave no answer" : " answered " + answer.status();
    String reason = config.service() + what + ", " + known.count() + " times, and took others";
    String told =
        new JsonObject()
            .put("type", "urn:loket:problem:undeliverable")
            .put("detail", reason)
            .encode();
    bury(push, reason, Optional.ofNullable(answer.json()).orElse(told), ended);
  }

  private void bury(KeptPush push, String reason, String answer, Consumer<Outcome> ended) {
    LOG.errorf("Push %s goes to the dead queue: %s", push.id(), reason);
    publisher
        .bury(push, reason)
        .whenComplete(
            (buried, failure) -> {
              if (failure == null) {
                settled(push, PushState.Status.REFUSED, answer, ended);
              } else {
                ended.accept(Outcome.WAITS);
              }
            });
  }

  /** Remembered before it is forgotten: after a crash between the two it merely comes again. */
  private void settled(
      KeptPush push, PushState.Status status, String answer, Consumer<Outcome> ended) {
    tries.remove(push.id());
    String outcome = status == PushState.Status.DELIVERED ? "delivered" : "refused";
    metrics.counter("loket.gateway.pushes", "outcome", outcome).increment();
    states
        .ended(push, status, answer)
        .subscribe()
        .with(remembered -> ended.accept(Outcome.SETTLED));
  }

  private Future<Answer> send(KeptPush push) {
    Optional<Attempt> picked =
        upstreams.find(config.service()).flatMap(upstream -> upstream.pick(Set.of()));
    if (picked.isEmpty()) {
      return Future.failedFuture(new NobodyThere());
    }
    Attempt attempt = picked.get();
    return client
        .request(
            attempt
                .replica()
                .request()
                .setMethod(HttpMethod.POST)
                .setURI(config.path())
                .setTimeout(config.answerTimeout().toMillis()))
        .compose(request -> filled(request, push).send(Buffer.buffer(push.body())))
        .compose(PushDelivery::answer)
        .onSuccess(answer -> attempt.succeeded())
        .onFailure(failure -> attempt.failed());
  }

  private HttpClientRequest filled(HttpClientRequest request, KeptPush push) {
    request
        .putHeader("Authorization", tokens.bearerFor(config.service()))
        .putHeader(
            "Content-Type", Optional.ofNullable(push.contentType()).orElse("application/json"))
        .putHeader("Accept", "application/json")
        .putHeader("Loket-User", push.user())
        .putHeader("Loket-Device", push.device())
        .putHeader("Loket-Push", push.id())
        .putHeader("Loket-Stored-At", push.storedAt().toString());
    put(request, "Content-Encoding", push.encoding());
    put(request, "X-Request-Id", push.requestId());
    put(request, "Accept-Language", push.language());
    put(request, TraceParent.NAME, push.traceparent());
    return request;
  }

  private static void put(HttpClientRequest request, String name, String value) {
    if (value != null) {
      request.putHeader(name, value);
    }
  }

  private static Future<Answer> answer(HttpClientResponse response) {
    String type = Optional.ofNullable(response.getHeader("Content-Type")).orElse("");
    boolean json = type.startsWith("application/") && type.contains("json");
    return response
        .body()
        .map(body -> new Answer(response.statusCode(), json ? body.toString() : null));
  }

  /** What collector said; status 0 for nothing. */
  private record Answer(int status, String json) {}

  /** No replica of collector is up. */
  private static final class NobodyThere extends RuntimeException {
    NobodyThere() {
      super("no replica is up", null, false, false);
    }
  }
}
