package id.loket.staging.batch;

import id.loket.kit.problem.ProblemType;

/** The ways batches fail. */
public final class BatchProblems {
  public static final ProblemType NOT_FOUND = new ProblemType("batch-not-found", 404);
  public static final ProblemType DEVICE_REPLACED = new ProblemType("device-replaced", 403);
  public static final ProblemType OPEN = new ProblemType("batch-open", 409);
  public static final ProblemType TOO_OLD = new ProblemType("batch-too-old", 409);
  public static final ProblemType ANOTHER_OPEN = new ProblemType("another-batch-open", 409);
  public static final ProblemType DIGEST_DIFFERS = new ProblemType("digest-differs", 409);
  public static final ProblemType RECEIPTS_DIFFER = new ProblemType("receipts-differ", 409);
  public static final ProblemType PHOTOS_MISSING = new ProblemType("photos-missing", 409);

  private BatchProblems() {}
}
