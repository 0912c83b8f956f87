package id.loket.report.media;

/** How far a photo or video got. */
public enum MediaStatus {
  /** Its row is written, its bytes are on their way into the object store. */
  STAGING,
  /** Its bytes are safe; it was accepted. */
  UPLOADED,
  /** It lies in its place and is to be processed. */
  PLACED,
  /** Processed: it can be seen. */
  STORED,
  /** Not taken; the reason is kept, the bytes are not. */
  REJECTED,
  /** Gone with its report, or never whole. */
  DELETED;

  /** Whether it was accepted and its outcome is not known yet. */
  public boolean isUnderWay() {
    return this == UPLOADED || this == PLACED;
  }
}
