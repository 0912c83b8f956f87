package id.loket.ticket.order;

import id.loket.kit.problem.ProblemType;

/** The ways orders fail. */
public final class OrderProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("order-not-found", 404);
  public static final ProblemType UNKNOWN_ITEM = new ProblemType("item-unknown", 404);
  public static final ProblemType NOT_PRICED = new ProblemType("item-not-priced", 409);
  public static final ProblemType OUT_OF_STOCK = new ProblemType("out-of-stock", 409);
  public static final ProblemType NOT_CANCELLABLE = new ProblemType("order-not-cancellable", 409);

  private OrderProblems() {}
}
