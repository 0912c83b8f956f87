package id.loket.client;

import id.loket.kit.testing.EventCatalogue;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {
  @Test
  void theMessagesDoNotChangeUnannounced() {
    EventCatalogue.of("client-app")
        .publishesId("userId", "user.registered", "user.verified", "user.deleted")
        .publishesId("mailId", "mail.requested")
        .publishes("id.loket.client.delivery.Deliveries$DeliveryArranged", "delivery.arranged")
        .requireUnchanged();
  }
}
