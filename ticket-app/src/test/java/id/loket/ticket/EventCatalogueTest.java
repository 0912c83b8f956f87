package id.loket.ticket;

import id.loket.kit.testing.EventCatalogue;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {
  @Test
  void theMessagesDoNotChangeUnannounced() {
    EventCatalogue.of("ticket-app")
        .publishes(
            "id.loket.ticket.booking.BookingView",
            "booking.queued",
            "booking.pending",
            "booking.confirmed",
            "booking.failed",
            "booking.expired",
            "booking.cancelled")
        .publishes(
            "id.loket.ticket.order.OrderMessage", "order.created", "order.paid", "order.cancelled")
        .publishes("id.loket.ticket.order.OrderSweeps$StepLate", "order.step_late")
        .publishes("id.loket.ticket.fulfilment.Fulfilments$Completed", "fulfilment.completed")
        .publishes("id.loket.ticket.inventory.Stock$Depleted", "stock.depleted")
        .publishes("id.loket.ticket.alert.Alerts$AlertRequested", "alert.requested")
        .requireUnchanged();
  }
}
