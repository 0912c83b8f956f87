package id.loket.report.confirmation;

import id.loket.kit.problem.ProblemType;

/** The ways answers to "is it fixed?" fail. */
public final class ConfirmationProblems {
  public static final ProblemType LINK_UNKNOWN = new ProblemType("confirmation-link-unknown", 403);
  public static final ProblemType NOTHING_TO_CONFIRM = new ProblemType("nothing-to-confirm", 409);
  public static final ProblemType TOO_LATE = new ProblemType("too-late-to-reopen", 409);

  private ConfirmationProblems() {}
}
