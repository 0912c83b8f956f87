package id.loket.payment.webhook;

import id.loket.kit.problem.ProblemType;

/** The ways webhooks fail their administrators. */
final class WebhookProblems {
  static final ProblemType TOO_MANY_ENDPOINTS = new ProblemType("too-many-endpoints", 409);
  static final ProblemType ENDPOINT_IS_CONFIGURED = new ProblemType("endpoint-is-configured", 409);
  static final ProblemType NOT_REPLAYABLE = new ProblemType("delivery-not-replayable", 409);

  private WebhookProblems() {}
}
