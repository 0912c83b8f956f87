package id.loket.staging.refusal;

import id.loket.kit.problem.ProblemType;

/** The ways refusals fail. */
final class RefusalProblems {
  static final ProblemType NOT_FOUND = new ProblemType("refusal-not-found", 404);

  private RefusalProblems() {}
}
