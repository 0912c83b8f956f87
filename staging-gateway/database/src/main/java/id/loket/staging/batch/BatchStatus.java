package id.loket.staging.batch;

/** Whether anything may still be added to a batch. */
public enum BatchStatus {
  OPEN,
  /** Sealed: nothing in it changes (I9). */
  CLOSED
}
