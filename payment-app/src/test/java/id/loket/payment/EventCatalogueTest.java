package id.loket.payment;

import id.loket.kit.testing.EventCatalogue;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {
  @Test
  void theMessagesDoNotChangeUnannounced() {
    EventCatalogue.of("payment-app")
        .publishes(
            "id.loket.payment.invoice.InvoiceEvents$InvoiceMessage",
            "invoice.issued",
            "invoice.paid",
            "invoice.failed",
            "invoice.partly_refunded",
            "invoice.refunded")
        .requireUnchanged();
  }
}
