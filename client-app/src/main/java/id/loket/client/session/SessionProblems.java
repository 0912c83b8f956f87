package id.loket.client.session;

import id.loket.kit.problem.ProblemType;

/** How requests about sessions fail. */
final class SessionProblems {
  static final ProblemType WRONG_CREDENTIALS = new ProblemType("wrong-credentials", 401);
  static final ProblemType SESSION_ENDED = new ProblemType("session-ended", 401);

  private SessionProblems() {}
}
