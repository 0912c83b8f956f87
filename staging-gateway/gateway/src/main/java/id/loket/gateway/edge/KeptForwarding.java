package id.loket.gateway.edge;

import id.loket.gateway.push.KeptPush;
import id.loket.gateway.push.Pushes;
import id.loket.gateway.route.Route;
import id.loket.gateway.upstream.Replica;
import id.loket.gateway.upstream.Upstream;
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
  private long room;
  private boolean reading;
  private long progress = System.nanoTime();

  KeptForwarding(Exchange exchange, HttpClient client) {
    this.exchange = exchange;
    this.client = client;
    this.route = exchange.route();
    this.in = exchange.request();
  }

  void begin() {
    // Without an announced size, all that the route allows.
    room =
        in.headers().contains(HttpHeaders.CONTENT_LENGTH)
            ? exchange.announcedLength()
            : route.body();
    if (!exchange.edge().takeRoom(room)) {
      room = 0;
      exchange.refuse(EdgeProblems.down(route.upstream()));
      return;
    }
    reading = true;
    in.handler(this::read);
    in.endHandler(end -> exchange.onLoop(this::decide));
    exchange.invite();
    in.resume();
  }

  private void read(Buffer chunk) {
    progress = System.nanoTime();
    exchange.sawIn(chunk.length());
    if (exchange.bytesIn() > route.body()) {
      in.handler(null);
      reading = false;
      exchange.refuse(exchange.tooLarge());
      leave();
    } else if (reading) {
      body.appendBuffer(chunk);
    }
  }

  private void decide() {
    if (!reading) {
      return;
    }
    reading = false;
    Optional<Replica> replica =
        exchange.edge().status().syncs()
            ? exchange.edge().upstreams().find(route.upstream()).flatMap(KeptForwarding::pick)
            : Optional.empty();
    replica.ifPresentOrElse(this::send, this::keep);
  }

  private static Optional<Replica> pick(Upstream upstream) {
    return upstream.pick(Set.of());
  }

  // --- sent on

  private void send(Replica replica) {
    MultiMap headers = HttpHeaders.headers();
    Headers.toService(in.headers(), headers);
    headers.set(HttpHeaders.HOST, replica.authority());
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    exchange.describe(headers);
    client
        .request(
            new RequestOptions()
                .setMethod(in.method())
                .setHost(replica.host())
                .setPort(replica.port())
                .setSsl(replica.isTls())
                .setURI(route.pathBehind(in.path()))
                .setTimeout(route.timeout().toMillis())
                .setHeaders(headers))
        .compose(request -> request.send(body))
        .compose(answer -> whole(answer))
        .onSuccess(
            answer -> {
              replica.succeeded();
              exchange.onLoop(() -> answered(answer, replica));
            })
        .onFailure(
            failure -> {
              // Collector may have taken it before the line broke; it knows what comes twice.
              replica.failed();
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
    leave();
    exchange.response().setStatusCode(answer.status());
    Headers.toCaller(answer.headers(), exchange.response().headers(), route, replica);
    exchange.answering();
    exchange.sawOut(answer.body().length());
    exchange.response().end(answer.body());
  }

  // --- kept

  private void keep() {
    String encoding = in.getHeader(HttpHeaders.CONTENT_ENCODING);
    try {
      if (!Pushes.carriesItems(body.getBytes(), encoding, route.body())) {
        // Nobody would read the answer to a pull, and what is not a push is not worth keeping.
        leave();
        exchange.refuse(EdgeProblems.down(route.upstream()));
        return;
      }
    } catch (Pushes.TooLarge bomb) {
      leave();
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
        .pushes()
        .keep(push)
        .subscribe()
        .with(
            kept -> exchange.onLoop(() -> accepted(push)),
            failure ->
                exchange.onLoop(
                    () -> {
                      leave();
                      exchange.refuse(
                          new Problem(ProblemType.UNAVAILABLE)
                              .header(EdgeProblems.RETRY_AFTER, AGAIN_SECONDS));
                    }));
  }

  private void accepted(KeptPush push) {
    leave();
    exchange.response().putHeader("Location", "/collector/pushes/" + push.id());
    exchange.response().putHeader(EdgeProblems.RETRY_AFTER, AGAIN_SECONDS);
    JsonObject view =
        new JsonObject()
            .put("id", push.id())
            .put("status", "STORED")
            .put("storedAt", push.storedAt().toString());
    exchange.answer(ACCEPTED, "application/json", view.toBuffer());
  }

  @Override
  public void look(long now) {
    if (reading && now - progress > route.idle().toNanos()) {
      reading = false;
      leave();
      exchange.refuse(new Problem(EdgeProblems.REQUEST_TIMEOUT));
    }
  }

  @Override
  public void callerGone() {
    reading = false;
    leave();
  }

  private void leave() {
    exchange.edge().giveRoom(room);
    room = 0;
  }

  private record Whole(int status, MultiMap headers, Buffer body) {}
}
