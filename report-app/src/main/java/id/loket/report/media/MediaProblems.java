package id.loket.report.media;

import id.loket.kit.problem.ProblemType;

/** The ways photos and videos fail. */
public final class MediaProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("media-not-found", 404);
  public static final ProblemType TOO_MANY = new ProblemType("too-many-media", 409);
  public static final ProblemType NOT_READY = new ProblemType("media-not-ready", 409);
  public static final ProblemType REJECTED = new ProblemType("media-rejected", 409);
  public static final ProblemType NO_SUCH_VARIANT = new ProblemType("variant-not-found", 404);
  public static final ProblemType STORE_UNAVAILABLE =
      new ProblemType("media-store-unavailable", 503);

  public static final ProblemType BUSY = new ProblemType("media-busy", 503);

  private MediaProblems() {}
}
