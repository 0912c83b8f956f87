package id.loket.gateway.edge;

import id.loket.gateway.limit.Verdict;
import id.loket.gateway.limit.Who;
import id.loket.gateway.route.Cors;
import id.loket.gateway.route.Route;
import id.loket.gateway.route.RouteTable;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One request at the entrance, from its head to the end of its answer: who it is, whether it may go
 * on, and where to. Lives on one event loop.
 */
final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);
  private static final Logger ACCESS = Logger.getLogger("id.loket.gateway.access");
  private static final String STATUS = "/status";
  private static final String PUSHES = "/collector/pushes/";
  private static final String JSON = "application/json";
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final int NO_CONTENT = 204;
  private static final int CLASS_OF_STATUS = 100;
  private static final long LINGER_MILLIS = 1_000;

  private final Edge edge;
  private final Vertx vertx;
  private final Context context;
  private final Thread loop = Thread.currentThread();
  private final HttpClient client;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Consumer<Exchange> ended;
  private final long begun = System.nanoTime();
  private final String id;
  private Cors cors;
  private Route route;
  private String routeName = "none";
  private String upstream = "-";
  private SecurityIdentity caller;
  private Verdict verdict;
  private Work work;
  private long bytesIn;
  private long bytesOut;
  private boolean answered;
  private boolean over;

  /** What is being done for a request. */
  interface Work {
    /** Ends itself if it takes too long. */
    void look(long now);

    /** The caller has gone away. */
    void callerGone();
  }

  Exchange(
      Edge edge,
      Vertx vertx,
      HttpClient client,
      HttpServerRequest request,
      Consumer<Exchange> ended) {
    this.edge = edge;
    this.vertx = vertx;
    // The request's own: its trace goes on with whatever is done in it.
    this.context = Vertx.currentContext();
    this.client = client;
    this.request = request;
    this.response = request.response();
    this.ended = ended;
    this.id = RequestIds.of(request.getHeader(RequestIds.HEADER));
  }

  void begin() {
    request.pause();
    request.exceptionHandler(failure -> callerGone());
    response.exceptionHandler(failure -> callerGone());
    response.closeHandler(closed -> callerGone());
    response.endHandler(end -> finished());
    try {
      decide();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  // --- who, and where to

  private void decide() {
    RouteTable table = edge.routes().table();
    cors = table.cors();
    String path = request.path();
    if (!Paths.isPlain(path)) {
      refuse(new Problem(EdgeProblems.BAD_REQUEST));
    } else if (isPreflight()) {
      answerPreflight();
    } else if (path.equals(STATUS)) {
      routeName = "status";
      requireGet(this::answerStatus);
    } else if (path.startsWith(PUSHES)) {
      routeName = "pushes";
      requireGet(() -> identify(request.getHeader(HttpHeaders.AUTHORIZATION), this::answerPush));
    } else {
      table
          .find(request.method().name(), path)
          .ifPresentOrElse(this::onRoute, () -> refuse(new Problem(ProblemType.NOT_FOUND)));
    }
  }

  private void onRoute(Route found) {
    route = found;
    routeName = found.name();
    upstream = found.upstream();
    if (!route.takesMethod(request.method().name())) {
      refuse(
          new Problem(EdgeProblems.METHOD_NOT_ALLOWED)
              .header("Allow", String.join(", ", route.methods())));
    } else if (Paths.isForOperations(route.pathBehind(request.path()))) {
      refuse(new Problem(ProblemType.NOT_FOUND));
    } else if (announcedLength() > route.body()) {
      refuse(tooLarge());
    } else {
      identify(request.getHeader(HttpHeaders.AUTHORIZATION), this::identified);
    }
  }

  /** A token that is sent must be good, and a service's is never good here. */
  private void identify(String authorization, Consumer<SecurityIdentity> next) {
    if (authorization == null) {
      next.accept(null);
      return;
    }
    edge.tokens()
        .identify(authorization)
        .subscribe()
        .with(
            identity ->
                onLoop(
                    () -> {
                      if (identity != null && identity.hasRole(Role.SERVICE)) {
                        refuse(EdgeProblems.unauthenticated());
                      } else {
                        next.accept(identity);
                      }
                    }),
            failure -> onLoop(() -> refuse(EdgeProblems.unauthenticated())));
  }

  private void identified(SecurityIdentity identity) {
    caller = identity;
    if (identity == null && route.token() == Route.TokenRule.REQUIRED) {
      refuse(EdgeProblems.unauthenticated());
    } else if (route.role() != null && (identity == null || !identity.hasRole(route.role()))) {
      refuse(new Problem(ProblemType.FORBIDDEN));
    } else if (route.limits().isEmpty()) {
      admitted();
    } else {
      count();
    }
  }

  private void count() {
    String user = caller == null ? null : caller.getPrincipal().getName();
    edge.limits()
        .count(route.limits(), new Who(address(), user, apiKey()))
        .subscribe()
        .with(nearest -> onLoop(() -> counted(nearest)), failure -> onLoop(() -> failed(failure)));
  }

  private void counted(Optional<Verdict> nearest) {
    verdict = nearest.orElse(null);
    if (verdict != null && !verdict.admitted()) {
      long seconds = Math.max(1, verdict.resetSeconds());
      refuse(
          new Problem(EdgeProblems.TOO_MANY_REQUESTS, seconds)
              .header(EdgeProblems.RETRY_AFTER, Long.toString(seconds)));
    } else {
      admitted();
    }
  }

  private void admitted() {
    if (over) {
      return;
    }
    if (route.keep()) {
      KeptForwarding keeping = new KeptForwarding(this, client);
      work = keeping;
      keeping.begin();
    } else {
      Forwarding forwarding = new Forwarding(this, client);
      work = forwarding;
      forwarding.begin();
    }
  }

  // --- the gateway's own answers

  private void requireGet(Runnable answer) {
    if (request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD) {
      answer.run();
    } else {
      refuse(new Problem(EdgeProblems.METHOD_NOT_ALLOWED).header("Allow", "GET, HEAD"));
    }
  }

  private void answerStatus() {
    answer(200, JSON, edge.status().view().toBuffer());
  }

  private void answerPush(SecurityIdentity identity) {
    if (identity == null || !identity.hasRole(Role.DEVICE)) {
      refuse(EdgeProblems.unauthenticated());
      return;
    }
    String pushId = request.path().substring(PUSHES.length());
    edge.pushes()
        .find(pushId, identity.getPrincipal().getName(), identity.getAttribute(Caller.DEVICE))
        .subscribe()
        .with(
            found -> onLoop(() -> answerPush(found)),
            failure -> onLoop(() -> refuse(new Problem(ProblemType.UNAVAILABLE))));
  }

  private void answerPush(Optional<JsonObject> push) {
    push.ifPresentOrElse(
        view -> answer(200, JSON, view.toBuffer()),
        () -> refuse(new Problem(ProblemType.NOT_FOUND)));
  }

  private boolean isPreflight() {
    return request.method() == HttpMethod.OPTIONS
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  private void answerPreflight() {
    routeName = "preflight";
    MultiMap headers = response.headers();
    if (allowOrigin(headers)) {
      headers.set(
          HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
      String wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
      if (wanted != null) {
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
      }
      headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(cors.remembered().toSeconds()));
    }
    response.setStatusCode(NO_CONTENT);
    answered = true;
    own(headers);
    response.end();
  }

  private boolean allowOrigin(MultiMap headers) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || !cors.allows(origin)) {
      return false;
    }
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    headers.set(
        HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
        "ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id,"
            + " Upload-Offset, Upload-Length, Upload-Expires, Tus-Resumable, Content-Range,"
            + " Repr-Digest");
    return true;
  }

  /** Answers with a body of the gateway's own. */
  void answer(int status, String type, Buffer body) {
    if (answered || over) {
      return;
    }
    answered = true;
    response.setStatusCode(status);
    MultiMap headers = response.headers();
    headers.set(HttpHeaders.CONTENT_TYPE, type);
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    allowOrigin(headers);
    own(headers);
    if (!request.isEnded() && request.version() != HttpVersion.HTTP_2 && hasBody()) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    bytesOut = body.length();
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(body);
    }
  }

  /** Says no, and how to mend it, in the caller's language. */
  void refuse(Problem problem) {
    if (answered || over) {
      return;
    }
    Language language = Language.preferred(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    Buffer body = edge.bytes(edge.problems().document(problem, language, request.path()));
    problem.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set(HttpHeaders.CONTENT_LANGUAGE, language.tag());
    answer(problem.type().status(), PROBLEM_JSON, body);
  }

  Problem tooLarge() {
    return new Problem(ProblemType.TOO_LARGE, Long.toString(route.body()));
  }

  void failed(Throwable failure) {
    LOG.errorf(failure, "Unexpected failure of route %s", routeName);
    refuse(new Problem(ProblemType.INTERNAL));
  }

  // --- for those who do the work

  /** The head of a service's answer is about to go out; the gateway adds what it has to say. */
  void answering() {
    answered = true;
    allowOrigin(response.headers());
    own(response.headers());
  }

  private void own(MultiMap headers) {
    Headers.protect(headers);
    headers.set(RequestIds.HEADER, id);
    if (edge.strictTransport() != null) {
      headers.set("Strict-Transport-Security", edge.strictTransport());
    }
    if (verdict != null) {
      headers.set("RateLimit-Policy", verdict.policyHeader());
      headers.set("RateLimit", verdict.header());
    }
    if (edge.isEnding() && request.version() != HttpVersion.HTTP_2) {
      headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** What the gateway tells a service of the caller. */
  void describe(MultiMap headers) {
    headers.set("X-Forwarded-For", address());
    headers.set("X-Forwarded-Proto", "https");
    String host = request.authority() == null ? null : request.authority().toString();
    if (host != null) {
      headers.set("X-Forwarded-Host", host);
    }
    headers.set(RequestIds.HEADER, id);
  }

  /** Breaks off an answer that has begun: the caller must not take it for a whole one. */
  void abort() {
    if (over) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset(2); // INTERNAL_ERROR
    } else {
      request.connection().close();
    }
    callerGone();
  }

  /** Runs it here, whichever thread brings the news. */
  void onLoop(Runnable task) {
    if (Thread.currentThread() == loop) {
      run(task);
    } else {
      context.runOnContext(here -> run(task));
    }
  }

  private void run(Runnable task) {
    if (!over) {
      safely(task);
    }
  }

  /** Runs it; whatever goes wrong is answered, not left hanging. */
  void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  void after(long millis, Runnable task) {
    vertx.setTimer(millis, timer -> onLoop(task));
  }

  void sawIn(int bytes) {
    bytesIn += bytes;
  }

  void sawOut(int bytes) {
    bytesOut += bytes;
  }

  long bytesIn() {
    return bytesIn;
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return response;
  }

  HttpConnection connection() {
    return request.connection();
  }

  Edge edge() {
    return edge;
  }

  Route route() {
    return route;
  }

  SecurityIdentity caller() {
    return caller;
  }

  String id() {
    return id;
  }

  boolean isOver() {
    return over;
  }

  boolean isAnswered() {
    return answered;
  }

  /** Whether the request's head announces a body. */
  boolean hasBody() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null) {
      return !length.equals("0");
    }
    if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return true;
    }
    HttpMethod method = request.method();
    return request.version() == HttpVersion.HTTP_2
        && !request.isEnded()
        && !Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE)
            .contains(method);
  }

  /** The announced size of the body; 0 when none is announced. */
  long announcedLength() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Tells a caller that asked first that it may send its body. */
  void invite() {
    String expectation = request.getHeader(HttpHeaders.EXPECT);
    if (expectation != null && expectation.equalsIgnoreCase("100-continue")) {
      response.writeContinue();
    }
  }

  private String address() {
    String remote = request.remoteAddress().hostAddress();
    Set<String> trusted = edge.config().trustedProxies().orElse(Set.of());
    String forwarded = request.getHeader("X-Forwarded-For");
    if (trusted.isEmpty() || forwarded == null || !trusted.contains(remote)) {
      return remote;
    }
    String[] hops = forwarded.split(",");
    for (int n = hops.length - 1; n >= 0; n--) {
      String hop = hops[n].strip();
      if (!trusted.contains(hop)) {
        return hop.length() > 45 ? remote : hop; // no address is longer
      }
    }
    return remote;
  }

  private String apiKey() {
    String header = request.getHeader("X-Api-Key");
    return header != null ? header : request.getParam("api_key");
  }

  // --- the end

  void look(long now) {
    if (now - begun > edge.config().longestExchange().toNanos()) {
      abort();
    } else if (work != null) {
      work.look(now);
    }
  }

  private void callerGone() {
    if (over) {
      return;
    }
    over = true;
    if (work != null) {
      work.callerGone();
    }
    told("gone");
    ended.accept(this);
  }

  private void finished() {
    if (over) {
      return;
    }
    over = true;
    told(Integer.toString(response.getStatusCode()));
    ended.accept(this);
    if (!request.isEnded()) {
      discardRest();
    }
  }

  /** An answer came before the end of the body: the caller may read it before its line is cut. */
  private void discardRest() {
    request.handler(chunk -> {});
    request.resume();
    if (hasBody()) {
      vertx.setTimer(
          LINGER_MILLIS,
          timer -> {
            if (!request.isEnded()) {
              if (request.version() == HttpVersion.HTTP_2) {
                response.reset(0);
              } else {
                request.connection().close();
              }
            }
          });
    }
  }

  /** In numbers and names only: no path, no address, nobody's id. */
  private void told(String status) {
    long nanos = System.nanoTime() - begun;
    String outcome =
        status.equals("gone") ? status : response.getStatusCode() / CLASS_OF_STATUS + "xx";
    edge.metrics()
        .timer("loket.gateway.requests", "route", routeName, "outcome", outcome)
        .record(nanos, TimeUnit.NANOSECONDS);
    if (edge.config().accessLog()) {
      ACCESS.infof(
          "%s %s %s %d ms, in %d, out %d, to %s, %s, request %s",
          request.method().name(),
          routeName,
          status,
          TimeUnit.NANOSECONDS.toMillis(nanos),
          bytesIn,
          bytesOut,
          upstream,
          request.version(),
          id);
    }
  }
}
