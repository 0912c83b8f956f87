package id.loket.payment.page;

import id.loket.payment.invoice.Invoice;
import java.time.Instant;

/** What the payment page shows of an invoice. */
enum PageState {
  PAYABLE,
  EXPIRED,
  PROCESSING,
  PAID,
  FAILED,
  VOID,
  REFUNDED;

  static PageState of(Invoice invoice, Instant now) {
    return switch (invoice.status()) {
      case ISSUED -> invoice.isExpired(now) ? EXPIRED : PAYABLE;
      case PROCESSING -> PROCESSING;
      case PAID -> PAID;
      case FAILED -> FAILED;
      case VOID -> VOID;
      case REFUNDED -> REFUNDED;
    };
  }

  /** How it is coloured: a quiet word for each mood. */
  String mood() {
    return switch (this) {
      case PAYABLE -> "open";
      case PROCESSING -> "busy";
      case PAID -> "good";
      case FAILED -> "bad";
      case EXPIRED, VOID, REFUNDED -> "closed";
    };
  }
}
