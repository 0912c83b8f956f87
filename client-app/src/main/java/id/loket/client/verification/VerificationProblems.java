package id.loket.client.verification;

import id.loket.kit.problem.ProblemType;

/** How verifying an address fails. */
final class VerificationProblems {
  static final ProblemType UNKNOWN = new ProblemType("verification-token-unknown", 404);
  static final ProblemType EXPIRED = new ProblemType("verification-token-expired", 410);

  private VerificationProblems() {}
}
