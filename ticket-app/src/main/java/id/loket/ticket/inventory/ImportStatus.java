package id.loket.ticket.inventory;

/** How far a file has come. */
public enum ImportStatus {
  /** It is being uploaded. */
  RECEIVING,
  /** It lies in the object store. */
  RECEIVED,
  /** It is being read and checked; stock has not changed. */
  READING,
  /** Its good rows are being loaded into stock. */
  LOADING,
  DONE,
  FAILED,
  /** The same content was loaded before: nothing was done. */
  DUPLICATE;

  boolean isOpen() {
    return this != DONE && this != FAILED && this != DUPLICATE;
  }
}
