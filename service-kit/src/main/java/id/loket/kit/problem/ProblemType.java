package id.loket.kit.problem;

import java.net.URI;

/**
 * A way of failing, as RFC 9457 understands it. Titles and details come from the messages bundle
 * {@code problems}: {@code <name>.title} and {@code <name>.detail}.
 *
 * @param name kebab-case, stable for ever: clients decide by it
 * @param status the HTTP status it is answered with
 */
public record ProblemType(String name, int status) {

  public static final ProblemType INVALID_INPUT = new ProblemType("invalid-input", 400);
  public static final ProblemType MALFORMED_JSON = new ProblemType("malformed-json", 400);
  public static final ProblemType MALFORMED_ID = new ProblemType("malformed-id", 400);
  public static final ProblemType INVALID_CURSOR = new ProblemType("invalid-cursor", 400);
  public static final ProblemType UNAUTHENTICATED = new ProblemType("unauthenticated", 401);
  public static final ProblemType FORBIDDEN = new ProblemType("forbidden", 403);

  /** The user's e-mail address is not proven. */
  public static final ProblemType NOT_VERIFIED = new ProblemType("not-verified", 403);

  public static final ProblemType NOT_FOUND = new ProblemType("not-found", 404);
  public static final ProblemType STALE = new ProblemType("stale", 412);
  public static final ProblemType TOO_LARGE = new ProblemType("too-large", 413);
  public static final ProblemType PRECONDITION_REQUIRED =
      new ProblemType("precondition-required", 428);
  public static final ProblemType KEY_REUSED = new ProblemType("idempotency-key-reused", 422);
  public static final ProblemType KEY_IN_FLIGHT = new ProblemType("idempotency-key-in-flight", 409);
  public static final ProblemType TOO_MANY_REQUESTS = new ProblemType("too-many-requests", 429);
  public static final ProblemType UNAVAILABLE = new ProblemType("unavailable", 503);
  public static final ProblemType INTERNAL = new ProblemType("internal", 500);

  /** The {@code type} member: {@code urn:loket:problem:<name>}. */
  public URI uri() {
    return URI.create("urn:loket:problem:" + name);
  }
}
