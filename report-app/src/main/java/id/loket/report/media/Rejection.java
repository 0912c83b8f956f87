package id.loket.report.media;

/** Why a file is not taken. */
public enum Rejection {
  EMPTY("empty"),
  TYPE_NOT_TAKEN("type-not-taken"),
  /** What many telephones store; no library here reads it. */
  HEIC_NOT_TAKEN("heic-not-taken"),
  WEBP_NOT_TAKEN("webp-not-taken"),
  VIDEO_NOT_TAKEN("video-not-taken"),
  TOO_LARGE("too-large"),
  TOO_MANY_PIXELS("too-many-pixels"),
  /** A progressive JPEG is unpacked whole: it may have fewer pixels than others. */
  TOO_MANY_PIXELS_PROGRESSIVE("too-many-pixels-progressive"),
  TOO_MANY_SCANS("too-many-scans"),
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
