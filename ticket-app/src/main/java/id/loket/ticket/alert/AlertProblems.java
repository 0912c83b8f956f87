package id.loket.ticket.alert;

import id.loket.kit.problem.ProblemType;

/** The ways alerts fail their callers. */
public final class AlertProblems {
  public static final ProblemType SUBSCRIPTION_NOT_FOUND =
      new ProblemType("subscription-not-found", 404);
  public static final ProblemType ALERT_NOT_FOUND = new ProblemType("alert-not-found", 404);

  private AlertProblems() {}
}
