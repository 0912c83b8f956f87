package id.loket.ticket.document;

import id.loket.kit.problem.ProblemType;

/** The ways documents fail. */
public final class DocumentProblems {
  public static final ProblemType NOT_AVAILABLE = new ProblemType("ticket-not-available", 409);
  public static final ProblemType STORE_UNAVAILABLE =
      new ProblemType("document-store-unavailable", 503);

  private DocumentProblems() {}
}
