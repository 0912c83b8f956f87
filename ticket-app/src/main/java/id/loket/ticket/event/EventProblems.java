package id.loket.ticket.event;

import id.loket.kit.problem.ProblemType;

/** The ways events fail. */
public final class EventProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("event-not-found", 404);
  public static final ProblemType NOT_DELETABLE = new ProblemType("event-not-deletable", 409);
  public static final ProblemType CANCELLED = new ProblemType("event-cancelled", 409);
  public static final ProblemType NOT_ON_SALE = new ProblemType("event-not-on-sale", 409);

  private EventProblems() {}
}
