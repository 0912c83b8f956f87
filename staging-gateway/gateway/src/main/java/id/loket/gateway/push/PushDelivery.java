package id.loket.gateway.push;

import id.loket.gateway.push.PushQueue.Delivered;
import id.loket.gateway.upstream.Attempt;
import id.loket.gateway.upstream.Replica;
import id.loket.gateway.upstream.Upstreams;
import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.start.StartOrder;
import id.loket.kit.trace.TraceParent;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Hands kept pushes on to collector, one after the other. One that gets no answer stays first and
 * is tried again for as long as it takes; one that is refused for good makes room for the next.
 */
@Singleton
class PushDelivery {
  private static final Logger LOG = Logger.getLogger(PushDelivery.class);
  private static final Set<Integer> LATER = Set.of(401, 408, 425, 429);
  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int SERVER_ERROR = 500;
  private static final long CONSUME_AGAIN_MILLIS = 1_000;

  // RabbitMQ takes a message back, and closes the channel, after half an hour without a word.
  private static final long LONGEST_HELD_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final PushQueue queue;
  private final PushStates states;
  private final PushConfig config;
  private final Upstreams upstreams;
  private final ServiceTokens tokens;
  private final WorkUnderWay work;
  private final MeterRegistry metrics;
  private final Vertx vertx;
  private final HttpClient client;

  PushDelivery(
      PushQueue queue,
      PushStates states,
      PushConfig config,
      Upstreams upstreams,
      ServiceTokens tokens,
      WorkUnderWay work,
      MeterRegistry metrics,
      Vertx vertx) {
    this.queue = queue;
    this.states = states;
    this.config = config;
    this.upstreams = upstreams;
    this.tokens = tokens;
    this.work = work;
    this.metrics = metrics;
    this.vertx = vertx;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) Duration.ofSeconds(2).toMillis())
                .setMaxPoolSize(2));
  }

  void start(@Observes @Priority(StartOrder.LAST) StartupEvent startup) {
    consume();
  }

  @Scheduled(every = "10s", delayed = "5s")
  void count() {
    queue.count();
  }

  private void consume() {
    if (!work.isEnding()) {
      queue.consume(this::handOn, this::consumeAgain);
    }
  }

  private void consumeAgain() {
    if (!work.isEnding()) {
      vertx.setTimer(CONSUME_AGAIN_MILLIS, again -> consume());
    }
  }

  private void handOn(Delivered delivered) {
    handOn(delivered, config.firstPause(), System.nanoTime());
  }

  private void handOn(Delivered delivered, Duration pause, long since) {
    if (!delivered.isOurs()) {
      return;
    }
    if (work.isEnding() || System.nanoTime() - since > LONGEST_HELD_NANOS) {
      queue.back(delivered);
      return;
    }
    send(delivered.push())
        .onSuccess(answer -> settle(delivered, answer, pause, since))
        .onFailure(
            failure -> {
              LOG.debugf("Push %s waits: %s", delivered.push().id(), failure);
              later(delivered, pause, since);
            });
  }

  private void settle(Delivered delivered, Answer answer, Duration pause, long since) {
    if (answer.status() >= SERVER_ERROR || LATER.contains(answer.status())) {
      later(delivered, pause, since);
    } else if (answer.status() >= OK && answer.status() < REDIRECTION) {
      settled(delivered, PushState.Status.DELIVERED, answer);
    } else {
      LOG.errorf(
          "Push %s goes to the dead queue: %s answered %d",
          delivered.push().id(), config.service(), answer.status());
      settled(delivered, PushState.Status.REFUSED, answer);
    }
  }

  /** Remembered before it is forgotten: after a crash between the two it merely comes again. */
  private void settled(Delivered delivered, PushState.Status status, Answer answer) {
    String outcome = status == PushState.Status.DELIVERED ? "delivered" : "refused";
    metrics.counter("loket.gateway.pushes", "outcome", outcome).increment();
    states
        .ended(delivered.push(), status, answer.json())
        .subscribe()
        .with(
            remembered -> {
              if (status == PushState.Status.DELIVERED) {
                queue.done(delivered);
              } else {
                queue.refused(delivered);
              }
            });
  }

  private void later(Delivered delivered, Duration pause, long since) {
    Duration doubled = pause.multipliedBy(2);
    Duration next = doubled.compareTo(config.longestPause()) > 0 ? config.longestPause() : doubled;
    vertx.setTimer(Math.max(1, pause.toMillis()), again -> handOn(delivered, next, since));
  }

  private Future<Answer> send(KeptPush push) {
    Optional<Attempt> picked =
        upstreams.find(config.service()).flatMap(upstream -> upstream.pick(Set.of()));
    if (picked.isEmpty()) {
      return Future.failedFuture("no replica is up");
    }
    Attempt attempt = picked.get();
    Replica replica = attempt.replica();
    return client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(replica.host())
                .setPort(replica.port())
                .setSsl(replica.isTls())
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
    if (push.encoding() != null) {
      request.putHeader("Content-Encoding", push.encoding());
    }
    if (push.requestId() != null) {
      request.putHeader("X-Request-Id", push.requestId());
    }
    if (push.language() != null) {
      request.putHeader("Accept-Language", push.language());
    }
    if (push.traceparent() != null) {
      request.putHeader(TraceParent.NAME, push.traceparent());
    }
    return request;
  }

  private static Future<Answer> answer(HttpClientResponse response) {
    String type = Optional.ofNullable(response.getHeader("Content-Type")).orElse("");
    boolean json = type.startsWith("application/") && type.contains("json");
    return response
        .body()
        .map(body -> new Answer(response.statusCode(), json ? body.toString() : null));
  }

  /** What collector said. */
  private record Answer(int status, String json) {}
}
