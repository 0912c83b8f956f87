package id.loket.ticket.inventory;

import id.loket.kit.problem.ProblemType;

/** The ways inventory fails its callers. */
public final class InventoryProblems {
  public static final ProblemType FILE_NAME = new ProblemType("inventory-file-name", 400);
  public static final ProblemType LENGTH_REQUIRED = new ProblemType("length-required", 411);
  public static final ProblemType BUSY = new ProblemType("inventory-busy", 503);
  public static final ProblemType STORE_UNAVAILABLE =
      new ProblemType("inventory-store-unavailable", 503);
  public static final ProblemType IMPORT_NOT_FOUND =
      new ProblemType("inventory-import-not-found", 404);
  public static final ProblemType NO_ERRORS = new ProblemType("inventory-no-errors", 409);
  public static final ProblemType STORE_OF_OTHERS = new ProblemType("store-of-others", 403);
  public static final ProblemType ITEM_NOT_FOUND = new ProblemType("item-not-found", 404);

  private InventoryProblems() {}
}
