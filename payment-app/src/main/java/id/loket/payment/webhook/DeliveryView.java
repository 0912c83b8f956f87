package id.loket.payment.webhook;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A delivery as it is answered.
 *
 * @param webhookId the {@code webhook-id} the receiver sees
 * @param state {@code pending}, {@code delivered} or {@code dead}
 */
@Schema(
    name = "WebhookDelivery",
    examples =
        """
        {"id": "0192f0c1-3333-7c2d-9e4f-5a6b7c8d9e0f",
         "webhookId": "0192f0c1-4444-7c2d-9e4f-5a6b7c8d9e0f",
         "endpointId": "00000000-0000-7000-8000-000000000001",
         "invoiceNumber": "INV-20270301-7Q2M9X4B8C3D5F6G", "type": "invoice.paid", "state": "dead",
         "attempts": 10, "reason": "attempts-exhausted: status-500", "lastStatus": 500,
         "createdAt": "2027-03-01T12:00:01Z", "settledAt": "2027-03-04T16:02:11Z"}\
        """)
public record DeliveryView(
    UUID id,
    UUID webhookId,
    UUID endpointId,
    String invoiceNumber,
    String type,
    String state,
    int attempts,
    Instant createdAt,
    Instant nextAttemptAt,
    Instant settledAt,
    String reason,
    Integer lastStatus) {

  static DeliveryView of(Delivery delivery) {
    return new DeliveryView(
        delivery.id(),
        delivery.eventId(),
        delivery.endpointId(),
        delivery.invoiceNumber(),
        delivery.type(),
        delivery.state().name().toLowerCase(Locale.ROOT),
        delivery.attempts(),
        delivery.createdAt(),
        delivery.nextAttemptAt(),
        delivery.settledAt(),
        delivery.reason(),
        delivery.lastStatus());
  }
}
