package id.loket.gateway.edge;

import id.loket.gateway.limit.Who;
import id.loket.gateway.route.Route;
import id.loket.gateway.route.RouteTable;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ClientAddress;
import id.loket.kit.limit.Verdict;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/**
 * Who sent a request, whether it may go on, and where to. All of it is decided before anything is
 * sent on. Lives on the exchange's event loop; whatever is refused fails with its {@link Problem}.
 */
final class Admission {
  private static final String STATUS = "/status";
  private static final String PUSHES = "/collector/pushes/";

  private final Exchange exchange;
  private final Edge edge;
  private final HttpServerRequest request;
  final ClientAddress address;
  final Places.Held places;
  private String path;
  private Route route;
  private String name = "none";
  private SecurityIdentity caller;

  Admission(Exchange exchange) {
    this.exchange = exchange;
    this.edge = exchange.edge;
    this.request = exchange.request;
    this.address = edge.callers.of(request);
    this.places = edge.places.none();
  }

  /** The route that was found; null before, and for what the gateway answers itself. */
  Route route() {
    return route;
  }

  /** What is asked for, as logs and metrics name it. */
  String name() {
    return name;
  }

  /** Who is signed in; null for nobody. */
  SecurityIdentity caller() {
    return caller;
  }

  /** What was asked for, in its one spelling where it has one. */
  String path() {
    return path == null ? request.path() : path;
  }

  String pathBehind() {
    return route.pathBehind(path);
  }

  /** The exchange is over: others may have its places. */
  void leave() {
    places.giveAllBack();
  }

  /** Answers the request, has it sent on, or fails with why not. */
  Uni<Void> decide() {
    RouteTable table = edge.routes.table();
    exchange.reply.isFor(table.cors());
    path = Paths.normalised(request.path()).orElse(null);
    requirePlace(addressPlace(), edge.config.mostAtOncePerAddress());
    requireAdmitted(edge.limits.countHere(table.entrance(), who()));
    if (path == null || !isPlain()) {
      throw new Problem(EdgeProblems.BAD_REQUEST);
    }
    if (isPreflight()) {
      name = "preflight";
      exchange.reply.preflight();
      return done();
    }
    if (path.equals(STATUS)) {
      name = "status";
      requireGet();
      exchange.answer(200, edge.status.view().toBuffer());
      return done();
    }
    if (path.startsWith(PUSHES)) {
      name = "pushes";
      requireGet();
      return identify().chain(this::answerPush);
    }
    route =
        table
            .find(request.method().name(), path)
            .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND));
    name = route.name();
    requirePossible();
    return identify().chain(this::goOn);
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

  private boolean isPreflight() {
    return request.method() == HttpMethod.OPTIONS
        && request.headers().contains(HttpHeaders.ORIGIN)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  private void requireGet() {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      throw new Problem(EdgeProblems.METHOD_NOT_ALLOWED).header("Allow", "GET, HEAD");
    }
  }

  private void requirePossible() {
    if (!route.takesMethod(request.method().name())) {
      throw new Problem(EdgeProblems.METHOD_NOT_ALLOWED)
          .header("Allow", String.join(", ", route.methods()));
    }
    if (Paths.isForOperations(pathBehind())) {
      throw new Problem(ProblemType.NOT_FOUND);
    }
    if (exchange.announcedLength() > route.body()) {
      throw exchange.tooLarge();
    }
  }

  /** A token that is sent must be good, and a service's is never good here. */
  private Uni<SecurityIdentity> identify() {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      return Uni.createFrom().nullItem();
    }
    return edge.tokens
        .identify(authorization)
        .invoke(
            identity -> {
              if (identity != null && identity.hasRole(Role.SERVICE)) {
                throw new AuthenticationFailedException();
              }
            })
        .emitOn(exchange::onLoop)
        .onFailure()
        .recoverWithUni(bad -> refused(EdgeProblems.unauthenticated()));
  }

  private Uni<Void> goOn(SecurityIdentity identity) {
    caller = identity;
    if (identity == null && route.token() == Route.TokenRule.REQUIRED) {
      return refused(EdgeProblems.unauthenticated());
    }
    if (route.role() != null && (identity == null || !identity.hasRole(route.role()))) {
      return refused(new Problem(ProblemType.FORBIDDEN));
    }
    requirePlaces();
    return counted().invoke(exchange::forward);
  }

  /** Who is refused for who they are costs what whoever is let in costs. */
  private <T> Uni<T> refused(Problem problem) {
    return counted().chain(() -> Uni.createFrom().failure(problem));
  }

  private Uni<Void> counted() {
    return edge.limits
        .count(route == null ? List.of() : route.limits(), who())
        .emitOn(exchange::onLoop)
        .invoke(this::requireAdmitted)
        .replaceWithVoid();
  }

  private void requireAdmitted(Optional<Verdict> nearest) {
    nearest.ifPresent(exchange.reply::tells);
    nearest
        .filter(verdict -> !verdict.admitted())
        .ifPresent(
            verdict -> {
              throw EdgeProblems.tooMany(Math.max(1, verdict.resetSeconds()));
            });
  }

  private Who who() {
    String user = caller == null ? null : caller.getPrincipal().getName();
    return new Who(address.group(), user, route == null ? null : apiKey());
  }

  private String apiKey() {
    String header = request.getHeader("X-Api-Key");
    return header != null ? header : request.getParam("api_key");
  }

  /** Many people share an address: those who are signed in have places of their own. */
  private void requirePlaces() {
    String mine = addressPlace();
    if (caller != null) {
      mine = "user:" + caller.getPrincipal().getName();
      requirePlace(mine, edge.config.mostAtOncePerUser());
      places.giveBack(addressPlace());
    }
    if (route.stream()) {
      requirePlace("stream:" + mine, edge.config.mostStreamsEach());
    }
    if (!places.take("route:" + route.name(), route.atOnce())
        || route.stream() && !places.take("streams", edge.config.mostStreams())) {
      throw EdgeProblems.busy(route.upstream());
    }
  }

  private void requirePlace(String key, int most) {
    if (!places.take(key, most)) {
      throw EdgeProblems.tooManyAtOnce();
    }
  }

  private String addressPlace() {
    return "address:" + address.group();
  }

  private Uni<Void> answerPush(SecurityIdentity identity) {
    if (identity == null || !identity.hasRole(Role.DEVICE)) {
      throw EdgeProblems.unauthenticated();
    }
    return edge.pushes
        .find(
            path.substring(PUSHES.length()),
            identity.getPrincipal().getName(),
            identity.getAttribute(Caller.DEVICE))
        .onFailure()
        .transform(away -> new Problem(ProblemType.UNAVAILABLE))
        .emitOn(exchange::onLoop)
        .map(found -> found.orElseThrow(() -> new Problem(ProblemType.NOT_FOUND)))
        .invoke(view -> exchange.answer(200, view.toBuffer()))
        .replaceWithVoid();
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }
}
