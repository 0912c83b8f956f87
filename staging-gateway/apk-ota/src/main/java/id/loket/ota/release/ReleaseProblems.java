package id.loket.ota.release;

import id.loket.kit.problem.ProblemType;

/** The ways releases fail. */
public final class ReleaseProblems {
  public static final ProblemType NONE = new ProblemType("no-release", 404);
  public static final ProblemType NOT_FOUND = new ProblemType("release-not-found", 404);
  public static final ProblemType HALTED = new ProblemType("release-halted", 410);
  static final ProblemType NOT_AN_APK = new ProblemType("not-an-apk", 422);
  static final ProblemType PACKAGE_DIFFERS = new ProblemType("apk-package-differs", 422);
  static final ProblemType SIGNER_DIFFERS = new ProblemType("apk-signer-differs", 422);
  static final ProblemType NOT_HIGHER = new ProblemType("version-not-higher", 409);

  private ReleaseProblems() {}
}
