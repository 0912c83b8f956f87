package id.loket.photo;

/** No picture can be made of a photo. */
public final class UnfitPhoto extends RuntimeException {
  /** Why. */
  public enum Reason {
    TOO_MANY_PIXELS,
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
