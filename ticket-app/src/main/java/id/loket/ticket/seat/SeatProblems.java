package id.loket.ticket.seat;

import id.loket.kit.problem.ProblemType;

/** The ways seats fail. */
public final class SeatProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("seat-not-found", 404);
  public static final ProblemType EXISTS = new ProblemType("seat-exists", 409);
  public static final ProblemType IN_USE = new ProblemType("seat-in-use", 409);

  private SeatProblems() {}
}
