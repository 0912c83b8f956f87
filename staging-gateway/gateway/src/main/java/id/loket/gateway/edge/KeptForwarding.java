package id.loket.gateway.edge;

import id.loket.gateway.push.KeptPush;
import id.loket.gateway.push.Pushes;
import id.loket.gateway.route.Route;
import id.loket.gateway.upstream.Attempt;
import id.loket.gateway.upstream.Replica;
import id.loket.kit.auth.Caller;
import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.trace.TraceParent;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A push of a phone: sent on like any other request while the machine behind works, and kept while
 * it does not. Its body, which is small, is in memory until it is one or the other.
 */
final class KeptForwarding implements Exchange.Work {
  /** What a gateway or a service says when something behind it is away. */
  private static final Set<Integer> AWAY = Set.of(502, 503, 504);

  private static final int ACCEPTED = 202;
  private static final String AGAIN_SECONDS = "30";

  private final Exchange exchange;
  private final HttpClient client;
  private final Route route;
  private final HttpServerRequest in;
  private final Buffer body = Buffer.buffer();
  private final Pushes.Room room;
  private MeteredStream stream;
  private HttpClientRequest sending;
  private boolean reading;

  KeptForwarding(Exchange exchange, HttpClient client) {
    this.exchange = exchange;
    this.client = client;
    this.route = exchange.route();
    this.in = exchange.request();
    this.room = exchange.edge().pushes.room(exchange.caller().getAttribute(Caller.DEVICE));
  }

  void begin() {
    reading = true;
    stream = new MeteredStream(in, this::takes, exchange::callerGone);
    stream.exceptionHandler(null);
    stream.handler(body::appendBuffer);
    stream.endHandler(end -> exchange.onLoop(this::decide));
    exchange.invite();
    stream.resume();
  }

  /** Room is taken as bytes arrive: what is only announced takes nobody's. */
  private boolean takes(Buffer chunk) {
    exchange.sawIn(chunk.length());
    if (!reading) {
      return false;
    }
    if (exchange.bytesIn() > route.body()) {
      stop(exchange.tooLarge());
    } else if (!room.take(chunk.length())) {
      stop(EdgeProblems.busy(route.upstream()));
    }
    return reading;
  }

  private void stop(Problem problem) {
    reading = false;
    stream.stop();
    exchange.refuse(problem);
  }

  private void decide() {
    if (!reading) {
      return;
    }
    reading = false;
    Optional<Attempt> attempt =
        exchange.edge().status.syncs()
            ? exchange.edge().upstreams.find(route.upstream()).flatMap(up -> up.pick(Set.of()))
            : Optional.empty();
    attempt.ifPresentOrElse(this::send, this::keep);
  }

  // --- sent on

  private void send(Attempt attempt) {
    Replica replica = attempt.replica();
    MultiMap headers = HttpHeaders.headers();
    Headers.toService(in.headers(), headers);
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    exchange.describe(headers);
    client
        .request(
            new RequestOptions()
                .setMethod(in.method())
                .setHost(replica.host())
                .setPort(replica.port())
                .setSsl(replica.isTls())
                .setURI(exchange.pathBehind())
                .setConnectTimeout(exchange.edge().config.waitTime().toMillis())
                .setIdleTimeout(route.timeout().toMillis())
                .setHeaders(headers))
        .compose(
            request -> {
              sending = request;
              return request.send(body);
            })
        .compose(KeptForwarding::whole)
        .onSuccess(
            answer -> {
              attempt.succeeded();
              if (answer.status() < 300) {
                exchange.edge().pushes.wentThrough();
              }
              exchange.onLoop(() -> answered(answer, replica));
            })
        .onFailure(
            failure -> {
              // Collector may have taken it before the line broke; it knows what comes twice.
              if (sending == null && Forwarding.isOurs(failure) || exchange.isOver()) {
                attempt.abandoned();
              } else {
                attempt.failed();
              }
              exchange.onLoop(this::keep);
            });
  }

  private static Future<Whole> whole(HttpClientResponse answer) {
    return answer.body().map(body -> new Whole(answer.statusCode(), answer.headers(), body));
  }

  private void answered(Whole answer, Replica replica) {
    if (AWAY.contains(answer.status())) {
      keep();
      return;
    }
    in.response().setStatusCode(answer.status());
    Headers.toCaller(answer.headers(), in.response().headers(), route, replica);
    exchange.reply().begin();
    exchange.sawOut(answer.body().length());
    in.response().end(answer.body());
  }

  // --- kept

  private void keep() {
    String encoding = in.getHeader(HttpHeaders.CONTENT_ENCODING);
    try {
      if (!Pushes.carriesItems(body.getBytes(), encoding, route.body())) {
        // Nobody would read the answer to a pull, and what is not a push is not worth keeping.
        exchange.refuse(EdgeProblems.down(route.upstream()));
        return;
      }
    } catch (Pushes.TooLarge bomb) {
      exchange.refuse(exchange.tooLarge());
      return;
    }
    SecurityIdentity caller = exchange.caller();
    KeptPush push =
        new KeptPush(
            Ids.next().toString(),
            caller.getPrincipal().getName(),
            caller.getAttribute(Caller.DEVICE),
            Instant.now(),
            in.getHeader(HttpHeaders.CONTENT_TYPE),
            encoding,
            in.getHeader(HttpHeaders.ACCEPT_LANGUAGE),
            exchange.id(),
            TraceParent.current(),
            body.getBytes());
    exchange
        .edge()
        .pushes
        .keep(push)
        .subscribe()
        .with(
            kept -> exchange.onLoop(() -> accepted(push)),
            failure ->
                exchange.onLoop(
                    () ->
                        exchange.refuse(
                            new Problem(ProblemType.UNAVAILABLE)
                                .header(EdgeProblems.RETRY_AFTER, AGAIN_SECONDS))));
  }

  private void accepted(KeptPush push) {
    in.response().putHeader("Location", "/collector/pushes/" + push.id());
    in.response().putHeader(EdgeProblems.RETRY_AFTER, AGAIN_SECONDS);
    JsonObject view =
        new JsonObject()
            .put("id", push.id())
            .put("status", "STORED")
            .put("storedAt", push.storedAt().toString());
    exchange.answer(ACCEPTED, "application/json", view.toBuffer());
  }

  @Override
  public void look(long now) {
    if (reading
        && (stream.silentNanos(now) > route.idle().toNanos()
            || exchange.isTooSlow(stream.waitedNanos(now)))) {
      stop(new Problem(EdgeProblems.REQUEST_TIMEOUT));
    }
  }

  @Override
  public void answered() {
    room.leave();
  }

  @Override
  public void callerGone() {
    reading = false;
    room.leave();
    if (sending != null) {
      sending.reset();
    }
  }

  private record Whole(int status, MultiMap headers, Buffer body) {}
}
