package id.loket.client.delivery;

import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a delivery has to know: of a picked order {@code orderId}, of a paid or cancelled one {@code
 * id}; of a billed one {@code orderId} and what its invoice says.
 *
 * @param shipped whether the items of an order that is off had left before: they stay delivered;
 *     null is no
 */
@RegisterForReflection // native: read with TolerantJson
record OrderMessage(
    UUID orderId,
    UUID id,
    UUID userId,
    List<Delivery.Item> items,
    Boolean shipped,
    UUID customerId,
    Money amount,
    String paymentUrl,
    Instant expiresAt) {
  UUID order() {
    return orderId == null ? id : orderId;
  }

  UUID user() {
    return userId == null ? customerId : userId;
  }

  /** The items; none while only the invoice told of the order. */
  List<Delivery.Item> itemsSoFar() {
    return items == null ? List.of() : items;
  }

  boolean hasLeft() {
    return Boolean.TRUE.equals(shipped);
  }

  boolean isOrder() {
    return order() != null && userId != null && items != null;
  }

  boolean isBill() {
    return orderId != null
        && customerId != null
        && amount != null
        && paymentUrl != null
        && expiresAt != null;
  }
}
