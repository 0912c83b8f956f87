package id.loket.report.demand;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a forecast has to know of an order.
 *
 * @param shipped whether the items of an order that is off had left before: they were wanted; null
 *     is no
 */
@RegisterForReflection // native: read with TolerantJson
record PlacedOrder(UUID id, List<Item> items, Boolean shipped, Instant createdAt) {

  /** So many of an item at a store. */
  @RegisterForReflection // native: read with TolerantJson
  record Item(String store, String item, long quantity) {}

  boolean hasLeft() {
    return Boolean.TRUE.equals(shipped);
  }

  boolean isWhole() {
    return id != null
        && createdAt != null
        && items != null
        && items.stream()
            .allMatch(each -> each.store() != null && each.item() != null && each.quantity() > 0);
  }
}
