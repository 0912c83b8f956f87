package id.loket.report.category;

import id.loket.kit.problem.ProblemType;

/** The ways categories fail. */
public final class CategoryProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("category-not-found", 404);
  public static final ProblemType EXISTS = new ProblemType("category-exists", 409);
  public static final ProblemType IN_USE = new ProblemType("category-in-use", 409);

  private CategoryProblems() {}
}
