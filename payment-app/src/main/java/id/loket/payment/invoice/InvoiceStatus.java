package id.loket.payment.invoice;

/** Where an invoice stands. */
public enum InvoiceStatus {
  /** Waits to be paid. */
  ISSUED,
  /** A payment is under way. */
  PROCESSING,
  PAID,
  /** The last payment allowed was refused; final. */
  FAILED,
  /** Withdrawn before anybody paid; final. */
  VOID,
  /** Paid, and all of it given back; final. */
  REFUNDED;

  /** Whether an invoice may go from this status to that one. */
  public boolean mayBecome(InvoiceStatus next) {
    return switch (this) {
      case ISSUED -> next == PROCESSING || next == VOID;
      // back to ISSUED: refused, and it may be tried again
      case PROCESSING -> next == PAID || next == FAILED || next == ISSUED;
      case PAID -> next == REFUNDED;
      case FAILED, VOID, REFUNDED -> false;
    };
  }
}
