package id.loket.client.password;

import id.loket.kit.problem.ProblemType;

/** How changing a password fails. */
final class PasswordProblems {
  static final ProblemType UNKNOWN = new ProblemType("reset-token-unknown", 404);
  static final ProblemType EXPIRED = new ProblemType("reset-token-expired", 410);

  private PasswordProblems() {}
}
