package id.loket.media.revocation;

import id.loket.kit.problem.ProblemType;

/** What a revoked device is told. */
final class RevocationProblems {
  static final ProblemType REVOKED = new ProblemType("device-revoked", 403);

  private RevocationProblems() {}
}
