package id.loket.gateway.edge;

import id.loket.gateway.push.KeptPush;
import id.loket.gateway.push.PushConfig;
import id.loket.gateway.push.Pushes;
import id.loket.gateway.route.Route;
import id.loket.kit.auth.Caller;
import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.trace.TraceParent;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A push of a phone. Its body, which is small, is read whole; then it goes on like any other
 * request, and where any other would be refused because the machine behind is away, it is kept.
 */
final class KeptForwarding implements Exchange.Work {
  private static final int ACCEPTED = 202;
  private static final String AGAIN_SECONDS = "30";

  private final Exchange exchange;
  private final HttpClient client;
  private final Route route;
  private final HttpServerRequest in;
  private final SecurityIdentity caller;
  private final Buffer body = Buffer.buffer();
  private final MeteredStream stream;
  private Forwarding sending;
  private boolean reading = true;

  KeptForwarding(Exchange exchange, HttpClient client) {
    this.exchange = exchange;
    this.client = client;
    this.route = exchange.route();
    this.in = exchange.request;
    this.caller = exchange.admission.caller();
    this.stream = new MeteredStream(in, this::takes, exchange::callerGone);
  }

  @Override
  public void begin() {
    stream.exceptionHandler(null);
    stream.handler(body::appendBuffer);
    stream.endHandler(end -> exchange.onLoop(this::sendOrKeep));
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
    } else if (!hasRoom(chunk.length())) {
      stop(EdgeProblems.busy(route.upstream()));
    }
    return reading;
  }

  private boolean hasRoom(int bytes) {
    PushConfig most = exchange.edge.pushConfig;
    Places.Held places = exchange.admission.places;
    return places.take("pushes", bytes, most.mostBytesInMemory())
        && places.take("pushes:" + device(), bytes, most.mostBytesPerDevice());
  }

  private String device() {
    return caller.getAttribute(Caller.DEVICE);
  }

  private void stop(Problem problem) {
    reading = false;
    stream.stop();
    exchange.refuse(problem);
  }

  private void sendOrKeep() {
    if (!reading) {
      return;
    }
    reading = false;
    if (exchange.edge.status.syncs()) {
      // Collector may have taken one whose answer is lost; it knows what comes twice.
      sending = new Forwarding(exchange, client, body, refusal -> keep());
      sending.begin();
    } else {
      keep();
    }
  }

  private void keep() {
    sending = null;
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
    KeptPush push =
        new KeptPush(
            Ids.next().toString(),
            caller.getPrincipal().getName(),
            device(),
            Instant.now(),
            in.getHeader(HttpHeaders.CONTENT_TYPE),
            encoding,
            in.getHeader(HttpHeaders.ACCEPT_LANGUAGE),
            exchange.id,
            TraceParent.current(),
            body.getBytes());
    exchange
        .edge
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
    exchange.answer(ACCEPTED, view.toBuffer());
  }

  @Override
  public void look(long now) {
    if (sending != null) {
      sending.look(now);
    } else if (reading
        && (stream.silentNanos(now) > route.idle().toNanos()
            || exchange.isTooSlow(stream.waitedNanos(now)))) {
      stop(new Problem(EdgeProblems.REQUEST_TIMEOUT));
    }
  }

  @Override
  public void answered() {
    if (sending != null) {
      sending.answered();
    }
  }

  @Override
  public void callerGone() {
    reading = false;
    if (sending != null) {
      sending.callerGone();
    }
  }
}
