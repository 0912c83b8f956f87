package id.loket.kit.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import id.loket.kit.auth.BearerTokens;
import id.loket.kit.auth.Role;
import id.loket.kit.http.CallerAddress;
import id.loket.kit.http.Sha256;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemAnswers;
import id.loket.kit.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Holds each caller to a share of this replica, gateway or not: before a body is read, and whatever
 * becomes of the request, so that wrong tokens and addresses nobody knows count too. Other services
 * of Loket are not counted: they ask on behalf of many.
 */
@Singleton
public class RequestLimits {
  /** After the limit of bodies, which costs nothing, and before authentication. */
  private static final int EARLY = 900;

  private static final int MOST_TOKENS = 10_000;
  private static final Duration TOKEN_REMEMBERED = Duration.ofMinutes(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long NANOS_PER_MICRO = 1_000;
  private static final String PRIVATE = "/q/";

  private final BearerTokens tokens;
  private final CallerAddress addresses;
  private final ProblemAnswers problems;
  private final MeterRegistry metrics;
  private final LimitsConfig config;
  private final LocalBuckets buckets = new LocalBuckets();
  private RequestClasses classes;
  private Quota newTokens;

  /** Whose token was good a moment ago: it is not among those that count as new. */
  private final Cache<Sha256, Who> known =
      Caffeine.newBuilder().maximumSize(MOST_TOKENS).expireAfterWrite(TOKEN_REMEMBERED).build();

  RequestLimits(
      BearerTokens tokens,
      CallerAddress addresses,
      ProblemAnswers problems,
      MeterRegistry metrics,
      LimitsConfig config) {
    this.tokens = tokens;
    this.addresses = addresses;
    this.problems = problems;
    this.metrics = metrics;
    this.config = config;
  }

  void register(@Observes Filters filters) {
    if (!config.enabled()) {
      return;
    }
    classes = new RequestClasses(config);
    newTokens = RequestClasses.quota("new-tokens", config.newTokens(), config.times(), MINUTE);
    filters.register(this::limit, EARLY);
  }

  private record Who(String name, boolean isService) {}

  private void limit(RoutingContext request) {
    if (request.normalizedPath().startsWith(PRIVATE)) {
      request.next();
      return;
    }
    String header = request.request().getHeader("Authorization");
    String address = addresses.of(request.request()).group();
    if (header == null) {
      countAnonymous(request, address);
      return;
    }
    Sha256 digest = Sha256.ofText(header);
    Who before = known.getIfPresent(digest);
    if (before != null) {
      count(request, before);
      return;
    }
    Verdict mayTry = count(newTokens, address);
    if (mayTry.admitted()) {
      identify(request, header, digest, address);
    } else {
      refuse(request, mayTry);
    }
  }

  /** Nothing of the body may pass by while the token's key is fetched. */
  private void identify(RoutingContext request, String header, Sha256 digest, String address) {
    Context context = Vertx.currentContext();
    request.request().pause();
    tokens
        .identify(header)
        .map(Optional::ofNullable)
        .onFailure()
        .recoverWithItem(Optional.empty())
        .emitOn(task -> onContext(context, task))
        .subscribe()
        .with(
            identity -> {
              request.request().resume();
              identity
                  .map(RequestLimits::who)
                  .ifPresentOrElse(
                      who -> {
                        buckets.giveBack(Bucket.of(newTokens, address));
                        known.put(digest, who);
                        count(request, who);
                      },
                      () -> countAnonymous(request, address));
            },
            request::fail);
  }

  private static void onContext(Context context, Runnable task) {
    if (context == null || context == Vertx.currentContext()) {
      task.run();
    } else {
      context.runOnContext(ignored -> task.run());
    }
  }

  private static Who who(SecurityIdentity identity) {
    return new Who("user:" + identity.getPrincipal().getName(), identity.hasRole(Role.SERVICE));
  }

  private void count(RoutingContext request, Who who) {
    if (who.isService()) {
      request.next();
    } else {
      decide(request, count(limits(request).user(), who.name()));
    }
  }

  private void countAnonymous(RoutingContext request, String address) {
    decide(request, count(limits(request).address(), "address:" + address));
  }

  private Verdict count(Quota quota, String who) {
    return buckets.count(Bucket.of(quota, who), System.nanoTime() / NANOS_PER_MICRO);
  }

  private RequestClasses.Limits limits(RoutingContext request) {
    return classes.of(request.request().method().name(), request.normalizedPath());
  }

  private void decide(RoutingContext request, Verdict verdict) {
    request
        .response()
        .putHeader("RateLimit-Policy", verdict.policyHeader())
        .putHeader("RateLimit", verdict.header());
    if (verdict.admitted()) {
      request.next();
    } else {
      refuse(request, verdict);
    }
  }

  private void refuse(RoutingContext request, Verdict verdict) {
    metrics.counter("loket.limited", "limit", verdict.quota().name()).increment();
    String seconds = Long.toString(Math.max(1, verdict.resetSeconds()));
    problems.answer(
        request,
        new Problem(ProblemType.TOO_MANY_REQUESTS, seconds).header("Retry-After", seconds));
  }
}
