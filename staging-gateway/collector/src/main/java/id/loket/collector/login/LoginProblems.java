package id.loket.collector.login;

import id.loket.kit.problem.ProblemType;

/** The ways logins fail here; the database knows more. */
public final class LoginProblems {
  public static final ProblemType WRONG_CREDENTIALS = new ProblemType("wrong-credentials", 401);
  public static final ProblemType SECOND_FACTOR_REQUIRED =
      new ProblemType("second-factor-required", 401);
  public static final ProblemType WRONG_CODE = new ProblemType("wrong-code", 401);
  public static final ProblemType SESSION_ENDED = new ProblemType("session-ended", 401);
  public static final ProblemType TOO_MANY = new ProblemType("too-many-attempts", 429);
  public static final ProblemType NOT_A_COLLECTOR = new ProblemType("not-a-collector", 403);
  public static final ProblemType APP_TOO_OLD = new ProblemType("app-too-old", 403);

  private LoginProblems() {}
}
