package id.loket.ticket.payment;

/**
 * How an invoice stands once nobody can begin to pay it any more: what is asked before anything is
 * said to be unpaid.
 */
public enum Settlement {
  /** Nobody paid, and nobody can any more. */
  UNPAID,
  PAID,
  /** Its payment failed. */
  FAILED,
  /** It was paid, and the money was given back. */
  REFUNDED,
  /** Somebody is paying this moment: ask again. */
  UNDECIDED;

  static Settlement of(String invoiceStatus) {
    return switch (invoiceStatus) {
      case "VOID" -> UNPAID;
      case "PAID" -> PAID;
      case "FAILED" -> FAILED;
      case "REFUNDED" -> REFUNDED;
      default -> UNDECIDED;
    };
  }
}
