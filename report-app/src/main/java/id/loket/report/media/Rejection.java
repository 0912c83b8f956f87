package id.loket.report.media;

/** Why a file is not taken. */
public enum Rejection {
  EMPTY("empty"),
  TYPE_NOT_TAKEN("type-not-taken"),
  VIDEO_NOT_TAKEN("video-not-taken"),
  TOO_LARGE("too-large"),
  TOO_MANY_PIXELS("too-many-pixels"),
  TRUNCATED("truncated"),
  UNREADABLE("unreadable"),
  /** It is a photo and something else at once. */
  POLYGLOT("polyglot"),
  /** Processing it ended this service, several times. */
  UNPROCESSABLE("unprocessable"),
  /** The object store does not have it any more. */
  LOST("lost");

  private final String code;

  Rejection(String code) {
    this.code = code;
  }

  /** Stable, in kebab case: what clients decide by. */
  public String code() {
    return code;
  }

  /** The file is not taken. */
  static final class Rejected extends RuntimeException {
    private final Rejection reason;

    Rejected(Rejection reason) {
      super(reason.code, null, false, false);
      this.reason = reason;
    }

    Rejection reason() {
      return reason;
    }
  }
}
