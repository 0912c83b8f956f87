package id.loket.ticket.order;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to an order: it is saved, its items are taken, and whoever listens is told. */
@Schema(
    example = "{\"id\": \"0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f\", \"status\": \"order_created\"}")
public record OrderPlaced(UUID id, String status) {
  static OrderPlaced of(Order order) {
    return new OrderPlaced(order.id(), "order_created");
  }
}
