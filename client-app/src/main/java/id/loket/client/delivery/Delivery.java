package id.loket.client.delivery;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order on its way to its user.
 *
 * @param total what it costs, once it is billed
 * @param paymentUrl where to pay it, while it waits for that
 * @param payUntil until when
 */
@RegisterForReflection // native: read and written with TolerantJson too
@Schema(name = "Delivery")
public record Delivery(
    UUID orderId,
    DeliveryStatus status,
    List<Item> items,
    Money total,
    String paymentUrl,
    Instant payUntil,
    Instant createdAt,
    Instant updatedAt) {

  /** The same with another status. */
  Delivery being(DeliveryStatus next) {
    return new Delivery(orderId, next, items, total, paymentUrl, payUntil, createdAt, updatedAt);
  }

  /** The same without the way to pay, unless it waits for that. */
  Delivery whileItCanBePaid() {
    return status == DeliveryStatus.ARRANGED
        ? this
        : new Delivery(orderId, status, items, total, null, null, createdAt, updatedAt);
  }

  /** Whether there is something to pay. */
  @JsonIgnore
  boolean isBilled() {
    return paymentUrl != null && total != null && total.amount() > 0;
  }

  /** So many of an item from a store. */
  @RegisterForReflection // native: read with TolerantJson
  @JsonIgnoreProperties(ignoreUnknown = true)
  @Schema(name = "DeliveredItem")
  public record Item(String store, String item, long quantity) {}
}
