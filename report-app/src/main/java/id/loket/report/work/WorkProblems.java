package id.loket.report.work;

import id.loket.kit.problem.ProblemType;

/** The ways officers' work fails. */
public final class WorkProblems {
  public static final ProblemType NOT_MERGEABLE = new ProblemType("report-not-mergeable", 409);
  public static final ProblemType NO_AFTER_PHOTO = new ProblemType("not-an-after-photo", 409);

  private WorkProblems() {}
}
