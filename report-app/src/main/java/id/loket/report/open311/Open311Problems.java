package id.loket.report.open311;

import id.loket.kit.problem.ProblemType;

/** Ways Open311 requests fail, beside those of reports. */
final class Open311Problems {
  /** Only applications with a key may send reports. */
  static final ProblemType KEY_NEEDED = new ProblemType("open311-key-needed", 403);

  /** Another city. */
  static final ProblemType NO_SUCH_JURISDICTION =
      new ProblemType("open311-jurisdiction-not-found", 404);

  /** No category of that code takes reports this way. */
  static final ProblemType NO_SUCH_SERVICE = new ProblemType("open311-service-not-found", 404);

  /** No public report of that id. */
  static final ProblemType NO_SUCH_REQUEST = new ProblemType("open311-request-not-found", 404);

  private Open311Problems() {}
}
