package id.loket.photo;

/** No picture can be made of a photo. */
public final class UnfitPhoto extends RuntimeException {
  /** Why. */
  public enum Reason {
    TOO_MANY_PIXELS,
    /** A progressive JPEG is unpacked whole: it may have fewer pixels than others. */
    TOO_MANY_PIXELS_PROGRESSIVE,
    /** Each scan of a JPEG is another pass over the whole picture. */
    TOO_MANY_SCANS,
    TRUNCATED,
    UNREADABLE
  }

  private final Reason reason;

  UnfitPhoto(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
