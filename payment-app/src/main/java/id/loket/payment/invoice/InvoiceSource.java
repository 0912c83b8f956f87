package id.loket.payment.invoice;

import java.util.UUID;

/** What an invoice is for: each booking and each order has at most one. */
sealed interface InvoiceSource {

  /** The text by which the source is looked up. */
  String key();

  record ForBooking(UUID bookingId) implements InvoiceSource {
    @Override
    public String key() {
      return "booking:" + bookingId;
    }
  }

  record ForOrder(UUID orderId) implements InvoiceSource {
    @Override
    public String key() {
      return "order:" + orderId;
    }
  }
}
