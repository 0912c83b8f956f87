package id.loket.staging.device;

import id.loket.kit.problem.ProblemType;

/** The ways devices fail. */
public final class DeviceProblems {
  public static final ProblemType OTHER_BOUND = new ProblemType("other-device-bound", 409);
  public static final ProblemType OF_ANOTHER = new ProblemType("device-of-another-collector", 409);
  public static final ProblemType ADDRESS_OF_ANOTHER =
      new ProblemType("address-of-another-collector", 409);
  public static final ProblemType REVOKED = new ProblemType("device-revoked", 403);
  public static final ProblemType UNKNOWN = new ProblemType("device-unknown", 403);
  public static final ProblemType DISMISSED = new ProblemType("collector-dismissed", 403);
  public static final ProblemType NO_COLLECTOR = new ProblemType("collector-not-found", 404);
  public static final ProblemType NOT_FOUND = new ProblemType("device-not-found", 404);

  private DeviceProblems() {}
}
