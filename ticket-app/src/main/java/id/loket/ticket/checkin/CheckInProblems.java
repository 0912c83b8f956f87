package id.loket.ticket.checkin;

import id.loket.kit.problem.ProblemType;

/** The ways check-in fails. */
public final class CheckInProblems {
  public static final ProblemType FORGED = new ProblemType("ticket-forged", 422);
  public static final ProblemType ALREADY_USED = new ProblemType("ticket-already-used", 409);
  public static final ProblemType NOT_VALID = new ProblemType("ticket-not-valid", 409);

  private CheckInProblems() {}
}
