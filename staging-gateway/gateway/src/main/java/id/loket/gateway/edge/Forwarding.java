package id.loket.gateway.edge;

import id.loket.gateway.route.Route;
import id.loket.gateway.upstream.Attempt;
import id.loket.gateway.upstream.Replica;
import id.loket.gateway.upstream.Upstream;
import id.loket.kit.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.NoStackTraceTimeoutException;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A request on its way to a service and its answer on the way back. The bytes are moved by
 * vertx-http-proxy; here is decided to which replica, whether again, for how long, and what becomes
 * of the connection when one side ends before the other (docs/adr/0031).
 */
final class Forwarding implements Exchange.Work, ProxyInterceptor, OriginRequestProvider {
  private static final ProxyOptions OPTIONS = new ProxyOptions().setSupportWebSocket(false);
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

  /** What a gateway or a service says when something behind it is away. */
  private static final Set<Integer> AWAY = Set.of(502, 503, 504);

  private static final int MOST_ATTEMPTS = 3;
  private static final long PAUSE_MILLIS = 25;
  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final long CANCEL = 8;

  private final Exchange exchange;
  private final HttpClient client;
  private final Route route;
  private final HttpServerRequest in;
  private final HttpServerResponse out;
  private final Set<Replica> tried = new HashSet<>();
  private final MeteredStream body;
  private final Buffer whole;
  private final Consumer<Problem> unanswered;
  private Upstream upstream;
  private Attempt attempt;
  private HttpClientRequest sending;
  private MeteredStream answer;
  private int attempts;
  private boolean bodyTouched;
  private boolean ended;
  private long since = System.nanoTime();

  /** Its body goes on as it comes; where there is no answer, the caller is told so. */
  Forwarding(Exchange exchange, HttpClient client) {
    this(exchange, client, null, exchange::refuse);
  }

  /**
   * For a request whose body was read.
   *
   * @param whole the body; null where there is none, or it was not read
   * @param unanswered told why there is no answer, with which nothing was begun
   */
  Forwarding(Exchange exchange, HttpClient client, Buffer whole, Consumer<Problem> unanswered) {
    this.exchange = exchange;
    this.client = client;
    this.whole = whole;
    this.unanswered = unanswered;
    this.route = exchange.route();
    this.in = exchange.request;
    this.out = in.response();
    this.body =
        whole == null && Reply.hasBody(in)
            ? new MeteredStream(in, this::passes, exchange::callerGone)
            : null;
  }

  @Override
  public void begin() {
    Optional<Upstream> found = exchange.edge.upstreams.find(route.upstream());
    if (found.isEmpty()) {
      unanswered.accept(EdgeProblems.down(route.upstream()));
      return;
    }
    upstream = found.get();
    upstream.sent();
    MultiMap headers = HttpHeaders.headers();
    Headers.toService(in.headers(), headers);
    exchange.describe(headers);
    if (whole != null) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(whole.length()));
    } else if (body != null && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
      headers.set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
    }
    String query = in.query();
    String path = exchange.admission.pathBehind();
    HttpProxy.reverseProxy(OPTIONS, client)
        .origin(this)
        .addInterceptor(this)
        .handle(new ProxiedRequest(in, query == null ? path : path + "?" + query, headers));
  }

  // --- to the service

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
    context.request().setBody(body());
    return attempt(context);
  }

  private Body body() {
    if (whole != null) {
      return Body.body(whole);
    }
    return body == null ? null : Body.body(body, length(in.headers()));
  }

  private Future<ProxyResponse> attempt(ProxyContext context) {
    Optional<Attempt> picked = upstream.pick(tried);
    if (picked.isEmpty()) {
      return refused(EdgeProblems.down(route.upstream()));
    }
    attempt = picked.get();
    tried.add(attempt.replica());
    attempts++;
    sending = null;
    return context.sendRequest().recover(failure -> notAnswered(context, failure));
  }

  @Override
  public Future<HttpClientRequest> create(ProxyContext context) {
    return client
        .request(
            attempt
                .replica()
                .request()
                .setConnectTimeout(exchange.edge.config.waitTime().toMillis()))
        .map(this::connected);
  }

  private HttpClientRequest connected(HttpClientRequest request) {
    request.exceptionHandler(failure -> {}); // told by the answer that does not come
    since = System.nanoTime();
    sending = request;
    if (exchange.isOver()) {
      giveUp();
      throw new IllegalStateException("the caller has gone");
    }
    if (body != null) {
      bodyTouched = true;
      exchange.invite();
    } else if (!in.isEnded()) {
      in.resume();
    }
    return request;
  }

  private boolean passes(Buffer chunk) {
    exchange.sawIn(chunk.length());
    if (ended) {
      return false;
    }
    if (exchange.bytesIn() > route.body()) {
      attempt.abandoned();
      end(exchange.tooLarge());
      return false;
    }
    return true;
  }

  /** No connection, or one that broke before an answer. */
  private Future<ProxyResponse> notAnswered(ProxyContext context, Throwable failure) {
    if (ended || exchange.isOver()) {
      attempt.abandoned();
      return nothingMore();
    }
    boolean connected = sending != null;
    if (!connected && isOurs(failure)) {
      attempt.abandoned();
      return refused(EdgeProblems.busy(route.upstream()));
    }
    attempt.failed();
    Problem problem =
        connected
            ? new Problem(EdgeProblems.UPSTREAM_BROKE, route.upstream())
            : EdgeProblems.down(route.upstream());
    // What was never sent can be sent to another replica, whatever it is.
    boolean repeatable = !connected || !bodyTouched && IDEMPOTENT.contains(in.method());
    if (!repeatable || attempts >= MOST_ATTEMPTS || !upstream.mayRetry()) {
      return refused(problem);
    }
    exchange.edge.metrics.counter("loket.gateway.retries").increment();
    Promise<ProxyResponse> again = Promise.promise();
    exchange.after(PAUSE_MILLIS * attempts, () -> attempt(context).onComplete(again));
    return again.future();
  }

  /** Waited too long for a connection that others use: not the service's fault. */
  private static boolean isOurs(Throwable failure) {
    return failure instanceof ConnectionPoolTooBusyException
        || failure instanceof NoStackTraceTimeoutException;
  }

  private <T> Future<T> refused(Problem problem) {
    ended = true;
    unanswered.accept(problem);
    return nothingMore();
  }

  /** The caller is answered: what the proxy would make of it is never asked for. */
  private static <T> Future<T> nothingMore() {
    return Promise.<T>promise().future();
  }

  // --- back to the caller

  @Override
  public Future<Void> handleProxyResponse(ProxyContext context) {
    ProxyResponse response = context.response();
    if (ended || exchange.isOver()) {
      giveUp();
      return nothingMore();
    }
    if (response.getStatusCode() < OK) {
      attempt.failed(); // nobody asked for another protocol
      end(new Problem(EdgeProblems.UPSTREAM_BROKE, route.upstream()));
      return nothingMore();
    }
    attempt.succeeded();
    if (whole != null && AWAY.contains(response.getStatusCode())) {
      giveUp();
      return refused(EdgeProblems.down(route.upstream()));
    }
    if (whole != null && response.getStatusCode() < REDIRECTION) {
      exchange.edge.pushes.wentThrough();
    }
    since = System.nanoTime();
    MultiMap said = response.headers();
    long length = length(said);
    String date = Optional.ofNullable(said.get(HttpHeaders.DATE)).orElseGet(Reply::now);
    MultiMap told = HttpHeaders.headers();
    Headers.toCaller(said, told, route, attempt.replica());
    said.clear();
    out.headers().addAll(told);
    exchange.reply.begin();
    answer = new MeteredStream(response.getBody().stream(), this::passesBack, () -> {});
    boolean untilClosed = length < 0 && in.version() == HttpVersion.HTTP_1_0;
    out.headersEndHandler(head -> corrected(date, untilClosed));
    if (untilClosed) {
      return untilClosed(response);
    }
    response.setBody(Body.body(answer, length));
    return context.sendResponse().onFailure(this::broken).otherwiseEmpty();
  }

  private boolean passesBack(Buffer chunk) {
    exchange.sawOut(chunk.length());
    return true;
  }

  /** What the proxy says of an answer that the service said better, or that is not so. */
  private void corrected(String date, boolean untilClosed) {
    MultiMap headers = out.headers();
    headers.set(HttpHeaders.DATE, date);
    if (out.getStatusCode() == NO_CONTENT) {
      headers.remove(HttpHeaders.CONTENT_LENGTH);
    }
    if (out.getStatusCode() == NO_CONTENT || out.getStatusCode() == NOT_MODIFIED) {
      headers.remove(HttpHeaders.TRANSFER_ENCODING);
    }
    if (untilClosed) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /**
   * For a caller who knows no chunks, an answer of unknown length ends with the connection (RFC
   * 9112 §6.3): the proxy would take it into memory as a whole.
   */
  private Future<Void> untilClosed(ProxyResponse response) {
    out.setStatusCode(response.getStatusCode());
    return answer
        .pipe()
        .endOnFailure(false)
        .to(out)
        .onSuccess(end -> in.connection().close())
        .onFailure(this::broken)
        .otherwiseEmpty();
  }

  /**
   * One side broke off in the middle of the answer; Vert.x tells nobody that the other is closed.
   */
  private void broken(Throwable failure) {
    ended = true;
    giveUp();
    exchange.abort();
  }

  private static long length(MultiMap headers) {
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  // --- too slow, or gone

  @Override
  public void look(long now) {
    if (ended || sending == null) {
      return; // waiting for a connection has a limit of its own
    }
    if (answer != null) {
      if (answer.silentNanos(now) > route.idle().toNanos()) {
        ended = true;
        giveUp();
        exchange.abort();
      }
    } else if (body != null && !body.hasEnded() && !body.isHeldUp()) {
      if (body.silentNanos(now) > route.idle().toNanos()
          || exchange.isTooSlow(body.waitedNanos(now))) {
        attempt.abandoned();
        end(new Problem(EdgeProblems.REQUEST_TIMEOUT));
      }
    } else if (silentNanos(now) > route.timeout().toNanos()) {
      attempt.failed();
      end(new Problem(EdgeProblems.UPSTREAM_SLOW, route.upstream()));
    }
  }

  private long silentNanos(long now) {
    return body == null ? now - since : Math.min(now - since, body.silentNanos(now));
  }

  /**
   * A service may answer before it has read the whole body. It then takes whatever comes next over
   * that connection as the rest of the body, so the connection is closed: no other caller's request
   * may follow over it.
   */
  @Override
  public void answered() {
    ended = true;
    if (answer == null || !answer.hasEnded() || body != null && !body.hasEnded()) {
      giveUp();
    }
  }

  @Override
  public void callerGone() {
    ended = true;
    if (attempt != null) {
      attempt.abandoned();
    }
    giveUp();
  }

  private void end(Problem problem) {
    ended = true;
    giveUp();
    if (exchange.reply.hasBegun()) {
      exchange.abort();
    } else {
      unanswered.accept(problem);
    }
  }

  private void giveUp() {
    if (body != null) {
      body.stop();
    }
    if (sending != null) {
      sending.reset(CANCEL);
    }
  }
}
