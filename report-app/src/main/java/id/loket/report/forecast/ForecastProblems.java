package id.loket.report.forecast;

import id.loket.kit.problem.ProblemType;

/** Ways forecasting fails. */
final class ForecastProblems {
  /** Fewer whole weeks of reports than anything can be learned from. */
  static final ProblemType TOO_LITTLE_HISTORY = new ProblemType("too-little-history", 409);

  private ForecastProblems() {}
}
