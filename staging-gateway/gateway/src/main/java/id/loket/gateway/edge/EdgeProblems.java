package id.loket.gateway.edge;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;

/** The ways in which the gateway itself refuses. */
final class EdgeProblems {
  static final ProblemType BAD_REQUEST = new ProblemType("bad-request", 400);
  static final ProblemType METHOD_NOT_ALLOWED = new ProblemType("method-not-allowed", 405);
  static final ProblemType REQUEST_TIMEOUT = new ProblemType("request-timeout", 408);
  static final ProblemType TOO_MANY_REQUESTS = new ProblemType("too-many-requests", 429);
  static final ProblemType TOO_MANY_AT_ONCE = new ProblemType("too-many-at-once", 429);
  static final ProblemType UPSTREAM_BROKE = new ProblemType("upstream-broke", 502);
  static final ProblemType UPSTREAM_DOWN = new ProblemType("upstream-down", 503);
  static final ProblemType UPSTREAM_BUSY = new ProblemType("upstream-busy", 503);
  static final ProblemType UPSTREAM_SLOW = new ProblemType("upstream-slow", 504);
  static final String RETRY_AFTER = "Retry-After";

  private static final String AGAIN_SECONDS = "5";
  private static final String SOON_SECONDS = "2";

  private EdgeProblems() {}

  static Problem down(String service) {
    return new Problem(UPSTREAM_DOWN, service)
        .with("service", service)
        .header(RETRY_AFTER, AGAIN_SECONDS);
  }

  /** It works, and has more to do than it can take. */
  static Problem busy(String service) {
    return new Problem(UPSTREAM_BUSY, service)
        .with("service", service)
        .header(RETRY_AFTER, SOON_SECONDS);
  }

  static Problem tooMany(long again) {
    return new Problem(TOO_MANY_REQUESTS, again).header(RETRY_AFTER, Long.toString(again));
  }

  static Problem tooManyAtOnce() {
    return new Problem(TOO_MANY_AT_ONCE).header(RETRY_AFTER, SOON_SECONDS);
  }

  static Problem unauthenticated() {
    return new Problem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate", "Bearer");
  }
}
