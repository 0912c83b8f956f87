package id.loket.report.officer;

import id.loket.kit.problem.ProblemType;

/** The ways officers fail. */
public final class OfficerProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("officer-not-found", 404);
  public static final ProblemType WITHOUT_UNIT = new ProblemType("officer-without-unit", 403);
  public static final ProblemType OTHER_UNIT = new ProblemType("officer-of-another-unit", 403);

  private OfficerProblems() {}
}
