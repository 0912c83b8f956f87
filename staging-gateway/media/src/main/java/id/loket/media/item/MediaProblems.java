package id.loket.media.item;

import id.loket.kit.problem.ProblemType;

/** The ways pictures fail. */
public final class MediaProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("media-not-found", 404);
  public static final ProblemType ID_TAKEN = new ProblemType("media-id-taken", 409);
  public static final ProblemType TYPE_NOT_TAKEN = new ProblemType("media-type-not-taken", 415);
  public static final ProblemType DIGEST_DIFFERS = new ProblemType("media-digest-differs", 422);
  public static final ProblemType NO_SUCH_VARIANT = new ProblemType("variant-not-found", 404);
  public static final ProblemType NOT_DRAWABLE = new ProblemType("variant-not-possible", 409);
  public static final ProblemType RANGE = new ProblemType("range-not-satisfiable", 416);
  public static final ProblemType BUSY = new ProblemType("media-busy", 503);

  private MediaProblems() {}
}
