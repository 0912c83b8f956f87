package id.loket.gateway.edge;

import id.loket.gateway.route.Route;
import id.loket.gateway.upstream.Replica;
import id.loket.gateway.upstream.Upstream;
import id.loket.kit.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sends a request on to a service and its answer back, chunk by chunk: whichever side is slower
 * sets the pace, and of a body never more than a few chunks are in memory.
 */
final class Forwarding implements Exchange.Work {
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);
  private static final int MOST_ATTEMPTS = 3;
  private static final long PAUSE_MILLIS = 25;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final long CANCEL = 8;

  private final Exchange exchange;
  private final HttpClient client;
  private final Route route;
  private final HttpServerRequest in;
  private final HttpServerResponse out;
  private final boolean body;
  private final Set<Replica> tried = new HashSet<>();
  private Upstream upstream;
  private Replica replica;
  private HttpClientRequest sending;
  private int attempts;
  private boolean bodyTouched;
  private boolean bodySent;
  private boolean serviceIsSlow;
  private boolean answering;
  private boolean callerIsSlow;
  private long progress = System.nanoTime();

  Forwarding(Exchange exchange, HttpClient client) {
    this.exchange = exchange;
    this.client = client;
    this.route = exchange.route();
    this.in = exchange.request();
    this.out = exchange.response();
    this.body = exchange.hasBody();
  }

  void begin() {
    Optional<Upstream> found = exchange.edge().upstreams().find(route.upstream());
    if (found.isEmpty()) {
      exchange.refuse(EdgeProblems.down(route.upstream()));
      return;
    }
    upstream = found.get();
    upstream.sent();
    attempt();
  }

  // --- to the service

  private void attempt() {
    if (exchange.isOver()) {
      return;
    }
    Optional<Replica> picked = upstream.pick(tried);
    if (picked.isEmpty()) {
      exchange.refuse(EdgeProblems.down(route.upstream()));
      return;
    }
    Replica chosen = picked.get();
    replica = chosen;
    tried.add(chosen);
    attempts++;
    progress = System.nanoTime();
    String query = in.query();
    String path = route.pathBehind(in.path());
    MultiMap headers = HttpHeaders.headers();
    Headers.toService(in.headers(), headers);
    headers.set(HttpHeaders.HOST, chosen.authority());
    exchange.describe(headers);
    client
        .request(
            new RequestOptions()
                .setMethod(in.method())
                .setHost(chosen.host())
                .setPort(chosen.port())
                .setSsl(chosen.isTls())
                .setURI(query == null ? path : path + "?" + query)
                .setHeaders(headers))
        .onSuccess(request -> exchange.safely(() -> connected(request, chosen)))
        .onFailure(failure -> exchange.safely(() -> notConnected(failure, chosen)));
  }

  private void notConnected(Throwable failure, Replica chosen) {
    if (failure instanceof ConnectionPoolTooBusyException) {
      chosen.abandoned();
      exchange.refuse(EdgeProblems.down(route.upstream()));
      return;
    }
    chosen.failed();
    // Nothing was sent: whatever it was, it can be sent to another replica.
    again(EdgeProblems.down(route.upstream()));
  }

  private void connected(HttpClientRequest request, Replica chosen) {
    if (exchange.isOver()) {
      chosen.abandoned();
      request.reset(CANCEL);
      return;
    }
    sending = request;
    progress = System.nanoTime();
    request.exceptionHandler(failure -> broken(request));
    request
        .response()
        .onSuccess(answer -> exchange.safely(() -> answered(request, answer)))
        .onFailure(failure -> broken(request));
    if (body) {
      sendBody(request);
    } else {
      if (!in.isEnded()) {
        in.resume();
      }
      bodySent = true;
      request.end();
    }
  }

  private void sendBody(HttpClientRequest request) {
    bodyTouched = true;
    if (!in.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      request.setChunked(true);
    }
    in.handler(chunk -> sendChunk(request, chunk));
    in.endHandler(
        end -> {
          progress = System.nanoTime();
          bodySent = true;
          request.end();
        });
    exchange.invite();
    in.resume();
  }

  private void sendChunk(HttpClientRequest request, Buffer chunk) {
    progress = System.nanoTime();
    exchange.sawIn(chunk.length());
    if (exchange.bytesIn() > route.body()) {
      replica.abandoned();
      giveUp();
      if (exchange.isAnswered()) {
        exchange.abort();
      } else {
        exchange.refuse(exchange.tooLarge());
      }
      return;
    }
    request.write(chunk);
    if (request.writeQueueFull()) {
      serviceIsSlow = true;
      in.pause();
      request.drainHandler(
          drained -> {
            progress = System.nanoTime();
            serviceIsSlow = false;
            in.resume();
          });
    }
  }

  /** The connection broke before an answer, or in the middle of one. */
  private void broken(HttpClientRequest request) {
    if (request != sending) {
      return;
    }
    sending = null;
    if (exchange.isOver()) {
      replica.abandoned();
    } else if (answering) {
      replica.failed();
      exchange.abort();
    } else {
      replica.failed();
      Problem problem = new Problem(EdgeProblems.UPSTREAM_BROKE, route.upstream());
      if (!bodyTouched && IDEMPOTENT.contains(in.method())) {
        again(problem);
      } else {
        exchange.refuse(problem);
      }
    }
  }

  private void again(Problem otherwise) {
    if (attempts < MOST_ATTEMPTS && upstream.mayRetry()) {
      exchange.edge().metrics().counter("loket.gateway.retries").increment();
      exchange.after(PAUSE_MILLIS * attempts, this::attempt);
    } else {
      exchange.refuse(otherwise);
    }
  }

  // --- back to the caller

  private void answered(HttpClientRequest request, HttpClientResponse answer) {
    if (request != sending || exchange.isOver() || exchange.isAnswered()) {
      return;
    }
    replica.succeeded();
    answering = true;
    progress = System.nanoTime();
    out.setStatusCode(answer.statusCode());
    Headers.toCaller(answer.headers(), out.headers(), route, replica);
    exchange.answering();
    answer.exceptionHandler(failure -> broken(request));
    if (hasNoBody(answer)) {
      answer.endHandler(end -> answerEnded(request));
      return;
    }
    if (!answer.headers().contains(HttpHeaders.CONTENT_LENGTH)
        && in.version() != HttpVersion.HTTP_2) {
      out.setChunked(true);
    }
    answer.handler(chunk -> passBack(answer, chunk));
    answer.endHandler(end -> answerEnded(request));
  }

  /**
   * A service may answer before it has read the whole body. It then takes whatever comes next over
   * that connection as the rest of the body, so the connection is closed: no other caller's request
   * may follow over it.
   */
  private void answerEnded(HttpClientRequest request) {
    if (request != sending) {
      return;
    }
    sending = null;
    if (!bodySent) {
      in.handler(null);
      in.endHandler(null);
      request.reset(CANCEL);
    }
    out.end();
  }

  private void passBack(HttpClientResponse answer, Buffer chunk) {
    progress = System.nanoTime();
    exchange.sawOut(chunk.length());
    out.write(chunk);
    if (out.writeQueueFull()) {
      callerIsSlow = true;
      answer.pause();
      out.drainHandler(
          drained -> {
            progress = System.nanoTime();
            callerIsSlow = false;
            answer.resume();
          });
    }
  }

  private boolean hasNoBody(HttpClientResponse answer) {
    return in.method() == HttpMethod.HEAD
        || answer.statusCode() == NO_CONTENT
        || answer.statusCode() == NOT_MODIFIED;
  }

  // --- too slow, or gone

  @Override
  public void look(long now) {
    if (sending == null) {
      return; // connecting has a limit of its own
    }
    long silent = now - progress;
    if (answering || (!bodySent && !serviceIsSlow)) {
      if (silent > route.idle().toNanos()) {
        silentTooLong();
      }
    } else if (silent > route.timeout().toNanos()) {
      replica.failed();
      giveUp();
      exchange.refuse(new Problem(EdgeProblems.UPSTREAM_SLOW, route.upstream()));
    }
  }

  private void silentTooLong() {
    if (!answering) {
      replica.abandoned();
      giveUp();
      exchange.refuse(new Problem(EdgeProblems.REQUEST_TIMEOUT));
      return;
    }
    if (callerIsSlow) {
      replica.abandoned();
    } else {
      replica.failed();
    }
    giveUp();
    exchange.abort();
  }

  @Override
  public void callerGone() {
    if (sending != null) {
      replica.abandoned();
      giveUp();
    }
  }

  private void giveUp() {
    HttpClientRequest request = sending;
    sending = null;
    in.handler(null);
    if (request != null) {
      request.reset(CANCEL);
    }
  }
}
