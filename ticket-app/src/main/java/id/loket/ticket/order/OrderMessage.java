package id.loket.ticket.order;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The data of {@code order.created}, {@code order.paid} and {@code order.cancelled}: the whole
 * order each time, so that no listener needs another event, or anybody to ask.
 *
 * @param stores whose the stores of its items are, of {@code order.created} only; else null
 * @param booking the seat it carries, or null; {@code total} has it in
 * @param reason why it is off, or null
 * @param shipped whether it had left before it was off: then its money goes back, and nothing else
 * @param payWithinSeconds how long it can be paid once its invoice is issued
 */
@RegisterForReflection // native: written with TolerantJson, not by an endpoint
public record OrderMessage(
    UUID id,
    UUID userId,
    Language locale,
    OrderStatus status,
    int version,
    List<Item> items,
    List<StoreOwner> stores,
    Seat booking,
    Money total,
    String reason,
    boolean shipped,
    long payWithinSeconds,
    Instant createdAt,
    Instant updatedAt) {

  /** So many of an item. */
  @RegisterForReflection // native: written with TolerantJson
  public record Item(String store, String item, long quantity, Money price) {}

  /** Whose a store is; null for the administrators'. */
  @RegisterForReflection // native: written with TolerantJson
  public record StoreOwner(String store, UUID organiserId) {}

  /** The booking of an order, and the invoice's line for it. */
  @RegisterForReflection // native: written with TolerantJson
  @Schema(name = "OrderedSeat")
  public record Seat(UUID id, UUID eventId, UUID seatId, String event, String seat, Money price) {
    static Seat of(Order.Seat seat) {
      return seat == null
          ? null
          : new Seat(
              seat.bookingId(),
              seat.eventId(),
              seat.seatId(),
              seat.event(),
              seat.seat(),
              seat.price());
    }
  }

  static OrderMessage of(
      Order order, List<StoreOwner> stores, boolean shipped, Duration payWithin) {
    return new OrderMessage(
        order.id(),
        order.userId(),
        order.language(),
        order.status(),
        order.version(),
        order.lines().stream()
            .map(line -> new Item(line.store(), line.item(), line.quantity(), line.price()))
            .toList(),
        stores,
        Seat.of(order.seat()),
        order.total(),
        order.reason(),
        shipped,
        payWithin.toSeconds(),
        order.createdAt(),
        order.updatedAt());
  }
}
