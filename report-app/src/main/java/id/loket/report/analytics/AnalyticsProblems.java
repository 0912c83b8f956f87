package id.loket.report.analytics;

import id.loket.kit.problem.ProblemType;

/** Ways analytics fails. */
final class AnalyticsProblems {
  /** No run of the ETL has succeeded yet. */
  static final ProblemType NOT_READY = new ProblemType("analytics-not-ready", 503);

  /** The answer would have more points than anybody can look at. */
  static final ProblemType TOO_FINE = new ProblemType("analytics-too-fine", 422);

  private AnalyticsProblems() {}
}
