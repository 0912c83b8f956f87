package id.loket.client.user;

import id.loket.kit.problem.ProblemType;

/** How requests about users fail. */
public final class UserProblems {
  public static final ProblemType USER_NOT_FOUND = new ProblemType("user-not-found", 404);
  public static final ProblemType WRONG_PASSWORD = new ProblemType("wrong-password", 403);

  /** An account of this service's own has the address a token from outside names. */
  public static final ProblemType EMAIL_TAKEN = new ProblemType("email-taken", 409);

  /** Name, roles and password of an account are kept where its user signs in. */
  public static final ProblemType KEPT_ELSEWHERE = new ProblemType("kept-elsewhere", 409);

  private UserProblems() {}
}
