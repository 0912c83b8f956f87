package id.loket.report.report;

import id.loket.kit.problem.ProblemType;

/** The ways reports fail. */
public final class ReportProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("report-not-found", 404);
  public static final ProblemType CLOSED = new ProblemType("report-closed", 409);
  public static final ProblemType NOT_CHANGEABLE = new ProblemType("report-not-changeable", 409);
  public static final ProblemType STATUS_NOT_POSSIBLE = new ProblemType("status-not-possible", 409);
  public static final ProblemType OWN = new ProblemType("own-report", 409);
  public static final ProblemType CATEGORY_RETIRED = new ProblemType("category-retired", 422);
  public static final ProblemType SIGN_IN_NEEDED = new ProblemType("sign-in-needed", 401);

  private ReportProblems() {}
}
