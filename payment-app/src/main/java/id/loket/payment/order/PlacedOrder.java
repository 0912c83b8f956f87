package id.loket.payment.order;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/**
 * What has to be known of an order to bill it.
 *
 * @param booking the seat it carries, or null; {@code total} has it in
 * @param payWithinSeconds how long its invoice can be paid
 */
@RegisterForReflection // native: read with TolerantJson
record PlacedOrder(
    UUID id,
    UUID userId,
    Language locale,
    List<Item> items,
    Seat booking,
    Money total,
    long payWithinSeconds) {

  /** So many of an item. */
  @RegisterForReflection // native: read with TolerantJson
  record Item(String store, String item, long quantity) {}

  /** A booking, whose own invoice the order's takes the place of. */
  @RegisterForReflection // native: read with TolerantJson
  record Seat(UUID id, String event, String seat) {}

  boolean isWhole() {
    return id != null
        && id.version() == 7
        && userId != null
        && items != null
        && !items.isEmpty()
        && (booking == null || booking.id() != null)
        && total != null
        && total.amount() != null
        && total.amount() >= 0
        && total.hasKnownCurrency()
        && payWithinSeconds > 0;
  }
}
