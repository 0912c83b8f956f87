package id.loket.media.upload;

import id.loket.kit.problem.ProblemType;

/** The ways uploads fail; the statuses are those of tus 1.0.0. */
final class UploadProblems {
  static final ProblemType VERSION = new ProblemType("tus-version-not-supported", 412);
  static final ProblemType NOT_FOUND = new ProblemType("upload-not-found", 404);
  static final ProblemType EXPIRED = new ProblemType("upload-expired", 410);
  static final ProblemType OFFSET_DIFFERS = new ProblemType("upload-offset-differs", 409);
  static final ProblemType TYPE = new ProblemType("upload-type-not-taken", 415);
  static final ProblemType TOO_LARGE = new ProblemType("upload-too-large", 413);
  static final ProblemType CHECKSUM_DIFFERS = new ProblemType("upload-checksum-differs", 460);

  static final ProblemType BROKEN_OFF = new ProblemType("upload-broken-off", 408);

  private UploadProblems() {}
}
