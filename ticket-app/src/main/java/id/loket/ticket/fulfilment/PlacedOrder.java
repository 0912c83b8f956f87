package id.loket.ticket.fulfilment;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/**
 * What this step has to know of an order.
 *
 * @param shipped whether an order that is off had left before; null is no
 */
@RegisterForReflection // native: read with TolerantJson
record PlacedOrder(UUID id, UUID userId, String locale, List<Item> items, Boolean shipped) {
  boolean hasLeft() {
    return Boolean.TRUE.equals(shipped);
  }

  /** So many of an item at a store. */
  @RegisterForReflection // native: read and written with TolerantJson
  record Item(String store, String item, long quantity) {}
}
