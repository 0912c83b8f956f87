package id.loket.client.user;

import id.loket.kit.problem.ProblemType;

/** How requests about users fail. */
public final class UserProblems {
  public static final ProblemType USER_NOT_FOUND = new ProblemType("user-not-found", 404);
  public static final ProblemType EMAIL_TAKEN = new ProblemType("email-taken", 409);
  public static final ProblemType NOT_VERIFIED = new ProblemType("not-verified", 403);

  private UserProblems() {}
}
