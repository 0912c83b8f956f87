package id.loket.collector.batch;

import id.loket.kit.problem.ProblemType;

/** The ways closing fails here; the database knows more. */
public final class BatchProblems {
  public static final ProblemType CLOSING_GOES_ON = new ProblemType("closing-goes-on", 503);

  private BatchProblems() {}
}
