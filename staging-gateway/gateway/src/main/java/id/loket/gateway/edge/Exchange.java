package id.loket.gateway.edge;

import id.loket.gateway.limit.LimitPolicy;
import id.loket.gateway.limit.Who;
import id.loket.gateway.route.Route;
import id.loket.gateway.route.RouteTable;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ClientAddress;
import id.loket.kit.limit.Verdict;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One request at the entrance, from its head to the end of its answer: who it is, whether it may go
 * on, and where to. All of that is decided before anything is sent on. Lives on one event loop.
 */
final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);
  private static final Logger ACCESS = Logger.getLogger("id.loket.gateway.access");
  private static final String STATUS = "/status";
  private static final String PUSHES = "/collector/pushes/";
  private static final String JSON = "application/json";
  private static final int CLASS_OF_STATUS = 100;
  private static final long LINGER_MILLIS = 1_000;

  private final Edge edge;
  private final Vertx vertx;
  private final Context context;
  private final Thread loop = Thread.currentThread();
  private final HttpClient client;
  private final HttpClient streams;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Consumer<Exchange> ended;
  private final long begun = System.nanoTime();
  private final String id;
  private final Reply reply;
  private final ClientAddress address;
  private final Places.Held places;
  private String path;
  private Route route;
  private String routeName = "none";
  private String upstream = "-";
  private SecurityIdentity caller;
  private Work work;
  private long again;
  private long bytesIn;
  private long bytesOut;
  private boolean over;

  /** What is being done for a request. */
  interface Work {
    /** Ends itself if it takes too long. */
    void look(long now);

    /** The caller has its answer, though perhaps not all of its body was taken. */
    void answered();

    /** The caller has gone away. */
    void callerGone();
  }

  Exchange(
      Edge edge,
      Vertx vertx,
      HttpClient client,
      HttpClient streams,
      HttpServerRequest request,
      Consumer<Exchange> ended) {
    this.edge = edge;
    this.vertx = vertx;
    // The request's own: its trace goes on with whatever is done in it.
    this.context = Vertx.currentContext();
    this.client = client;
    this.streams = streams;
    this.request = request;
    this.response = request.response();
    this.ended = ended;
    this.id = RequestIds.of(request.getHeader(RequestIds.HEADER));
    this.reply = new Reply(edge, request, id);
    this.address =
        edge.callerOf(
            EdgeLoop.remote(request.connection()), request.headers().getAll("X-Forwarded-For"));
    this.places = edge.places.none();
  }

  void begin() {
    request.pause();
    request.exceptionHandler(failure -> callerGone());
    response.exceptionHandler(failure -> callerGone());
    response.closeHandler(closed -> callerGone());
    response.endHandler(end -> finished());
    safely(this::decide);
  }

  // --- who, and where to

  private void decide() {
    RouteTable table = edge.routes.table();
    reply.isFor(table.cors());
    path = Paths.normalised(request.path()).orElse(null);
    if (!places.take(addressPlace(), edge.config.mostAtOncePerAddress())) {
      refuse(EdgeProblems.tooManyAtOnce());
    } else if (isTooMuch(edge.limits.countHere(table.entrance(), who()))) {
      refuseTooMany();
    } else if (path == null || !isPlain()) {
      refuse(new Problem(EdgeProblems.BAD_REQUEST));
    } else if (isPreflight()) {
      routeName = "preflight";
      reply.preflight();
    } else if (path.equals(STATUS)) {
      routeName = "status";
      requireGet(() -> answer(200, JSON, edge.status.view().toBuffer()));
    } else if (path.startsWith(PUSHES)) {
      routeName = "pushes";
      requireGet(() -> identify(this::answerPush));
    } else {
      table
          .find(request.method().name(), path)
          .ifPresentOrElse(this::onRoute, () -> refuse(new Problem(ProblemType.NOT_FOUND)));
    }
  }

  /** Whether it is framed in one way only, and names one host (RFC 9112 §3.2, §6.1). */
  private boolean isPlain() {
    MultiMap headers = request.headers();
    List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
    boolean oneHost =
        request.version() != HttpVersion.HTTP_1_1 || headers.getAll(HttpHeaders.HOST).size() == 1;
    boolean chunkedAtMost =
        codings.isEmpty() || codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
    return oneHost && chunkedAtMost && Paths.isWritable(request.query());
  }

  private void onRoute(Route found) {
    route = found;
    routeName = found.name();
    upstream = found.upstream();
    if (!route.takesMethod(request.method().name())) {
      refuse(
          new Problem(EdgeProblems.METHOD_NOT_ALLOWED)
              .header("Allow", String.join(", ", route.methods())));
    } else if (Paths.isForOperations(route.pathBehind(path))) {
      refuse(new Problem(ProblemType.NOT_FOUND));
    } else if (announcedLength() > route.body()) {
      refuse(tooLarge());
    } else {
      identify(this::identified);
    }
  }

  /** A token that is sent must be good, and a service's is never good here. */
  private void identify(Consumer<SecurityIdentity> next) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      next.accept(null);
      return;
    }
    edge.tokens
        .identify(authorization)
        .subscribe()
        .with(
            identity ->
                onLoop(
                    () -> {
                      if (identity != null && identity.hasRole(Role.SERVICE)) {
                        refuseToken();
                      } else {
                        next.accept(identity);
                      }
                    }),
            failure -> onLoop(this::refuseToken));
  }

  /** A bad token costs what no token would have cost. */
  private void refuseToken() {
    count(route == null ? List.of() : route.limits(), () -> refuse(EdgeProblems.unauthenticated()));
  }

  private void identified(SecurityIdentity identity) {
    caller = identity;
    if (identity == null && route.token() == Route.TokenRule.REQUIRED) {
      count(route.limits(), () -> refuse(EdgeProblems.unauthenticated()));
    } else if (route.role() != null && (identity == null || !identity.hasRole(route.role()))) {
      count(route.limits(), () -> refuse(new Problem(ProblemType.FORBIDDEN)));
    } else if (!hasPlace()) {
      refuse(EdgeProblems.tooManyAtOnce());
    } else if (!places.take("route:" + route.name(), route.atOnce())
        || route.stream() && !places.take("streams", edge.config.mostStreams())) {
      refuse(EdgeProblems.busy(upstream));
    } else {
      count(route.limits(), this::admitted);
    }
  }

  /** Many people share an address: those who are signed in have places of their own. */
  private boolean hasPlace() {
    String mine = addressPlace();
    if (caller != null) {
      mine = "user:" + caller.getPrincipal().getName();
      if (!places.take(mine, edge.config.mostAtOncePerUser())) {
        return false;
      }
      places.giveBack(addressPlace());
    }
    return !route.stream() || places.take("stream:" + mine, edge.config.mostStreamsEach());
  }

  private String addressPlace() {
    return "address:" + address.group();
  }

  private Who who() {
    String user = caller == null ? null : caller.getPrincipal().getName();
    return new Who(address.group(), user, route == null ? null : apiKey());
  }

  private void count(List<LimitPolicy> limits, Runnable next) {
    edge.limits
        .count(limits, who())
        .subscribe()
        .with(
            nearest ->
                onLoop(
                    () -> {
                      if (isTooMuch(nearest)) {
                        refuseTooMany();
                      } else {
                        next.run();
                      }
                    }),
            failure -> onLoop(() -> failed(failure)));
  }

  private boolean isTooMuch(Optional<Verdict> nearest) {
    nearest.ifPresent(
        verdict -> {
          reply.tells(verdict);
          again = Math.max(1, verdict.resetSeconds());
        });
    return nearest.filter(verdict -> !verdict.admitted()).isPresent();
  }

  private void refuseTooMany() {
    refuse(
        new Problem(EdgeProblems.TOO_MANY_REQUESTS, again)
            .header(EdgeProblems.RETRY_AFTER, Long.toString(again)));
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
      Forwarding forwarding = new Forwarding(this, route.stream() ? streams : client);
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

  private void answerPush(SecurityIdentity identity) {
    if (identity == null || !identity.hasRole(Role.DEVICE)) {
      refuse(EdgeProblems.unauthenticated());
      return;
    }
    edge.pushes
        .find(
            path.substring(PUSHES.length()),
            identity.getPrincipal().getName(),
            identity.getAttribute(Caller.DEVICE))
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

  void answer(int status, String type, Buffer body) {
    if (!reply.hasBegun() && !over) {
      bytesOut = body.length();
      reply.answer(status, type, body);
    }
  }

  void refuse(Problem problem) {
    if (!reply.hasBegun() && !over) {
      reply.refuse(problem, path == null ? request.path() : path);
    }
  }

  Problem tooLarge() {
    return new Problem(ProblemType.TOO_LARGE, Long.toString(route.body()));
  }

  private void failed(Throwable failure) {
    LOG.errorf(failure, "Unexpected failure of route %s", routeName);
    refuse(new Problem(ProblemType.INTERNAL));
  }

  // --- for those who do the work

  /** What the gateway tells a service of the caller. */
  void describe(MultiMap headers) {
    headers.set("X-Forwarded-For", address.text());
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

  /** Whether a body that has been waited for that long comes too slowly. */
  boolean isTooSlow(long waitedNanos) {
    return waitedNanos > edge.config.slowBodyTime().toNanos()
        && bytesIn < waitedNanos / TimeUnit.SECONDS.toNanos(1) * edge.config.slowestBody();
  }

  HttpServerRequest request() {
    return request;
  }

  Reply reply() {
    return reply;
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

  String pathBehind() {
    return route.pathBehind(path);
  }

  boolean isOver() {
    return over;
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

  private String apiKey() {
    String header = request.getHeader("X-Api-Key");
    return header != null ? header : request.getParam("api_key");
  }

  // --- the end

  void look(long now) {
    if (route != null && now - begun > route.longest().toNanos()) {
      if (reply.hasBegun()) {
        abort();
      } else {
        Work ending = work;
        refuse(new Problem(EdgeProblems.REQUEST_TIMEOUT));
        if (ending != null) {
          ending.callerGone();
        }
      }
    } else if (work != null) {
      work.look(now);
    }
  }

  void callerGone() {
    if (over) {
      return;
    }
    if (response.ended()) {
      finished(); // over HTTP/2 the stream is closed before its end is told
      return;
    }
    over = true;
    places.giveAllBack();
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
    places.giveAllBack();
    told(Integer.toString(response.getStatusCode()));
    ended.accept(this);
    if (work != null) {
      work.answered();
    }
    if (!request.isEnded()) {
      discardRest();
    }
  }

  /** An answer came before the end of the body: the caller may read it before its line is cut. */
  private void discardRest() {
    request.handler(chunk -> {});
    request.resume();
    if (Reply.hasBody(request)) {
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
    edge.metrics
        .timer("loket.gateway.requests", "route", routeName, "outcome", outcome)
        .record(nanos, TimeUnit.NANOSECONDS);
    if (edge.config.accessLog()) {
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
