package id.loket.client.user;

import id.loket.kit.problem.ProblemType;

/** How requests about users fail. */
public final class UserProblems {
  public static final ProblemType USER_NOT_FOUND = new ProblemType("user-not-found", 404);
  public static final ProblemType WRONG_PASSWORD = new ProblemType("wrong-password", 403);

  private UserProblems() {}
}
