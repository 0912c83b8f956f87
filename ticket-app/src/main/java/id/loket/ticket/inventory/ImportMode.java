package id.loket.ticket.inventory;

/** What the counts of a file mean. */
public enum ImportMode {
  /** What there is now. */
  SET,
  /** By how much it changes. */
  DELTA
}
