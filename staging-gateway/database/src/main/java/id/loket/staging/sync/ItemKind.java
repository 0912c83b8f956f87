package id.loket.staging.sync;

/** What a device records. */
public enum ItemKind {
  VISIT,
  /** Takes a visit out of the totals. */
  VOID,
  POSITION,
  /** Declares a photo lost that a visit names. */
  PHOTO_MISSING
}
