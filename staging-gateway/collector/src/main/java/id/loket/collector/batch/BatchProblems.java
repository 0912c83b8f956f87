package id.loket.collector.batch;

import id.loket.kit.problem.ProblemType;

/** The ways closing fails here; the database knows more. */
public final class BatchProblems {
  public static final ProblemType TOO_MANY_PHOTOS = new ProblemType("too-many-photos", 422);

  private BatchProblems() {}
}
