package id.loket.client.factor;

import id.loket.kit.problem.ProblemType;

/** How second factors fail. */
public final class SecondFactorProblems {
  public static final ProblemType REQUIRED = new ProblemType("second-factor-required", 401);
  public static final ProblemType WRONG_CODE = new ProblemType("wrong-code", 401);
  static final ProblemType REFUSED_CODE = new ProblemType("wrong-code", 403);
  static final ProblemType EXISTS = new ProblemType("second-factor-exists", 409);
  static final ProblemType NOT_FOUND = new ProblemType("second-factor-not-found", 404);

  private SecondFactorProblems() {}
}
