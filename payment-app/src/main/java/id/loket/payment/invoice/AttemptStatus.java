package id.loket.payment.invoice;

/** How an attempt to pay stands. */
public enum AttemptStatus {
  PROCESSING,
  SUCCEEDED,
  FAILED
}
