package id.loket.report.demand;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a forecast has to know of an order.
 *
 * @param stores whose the stores are; null where the event does not say
 * @param shipped whether the items of an order that is off had left before: they were wanted; null
 *     is no
 */
@RegisterForReflection // native: read with TolerantJson
record PlacedOrder(
    UUID id, List<Item> items, List<Store> stores, Boolean shipped, Instant createdAt) {

  /** So many of an item at a store. */
  @RegisterForReflection // native: read with TolerantJson
  record Item(String store, String item, long quantity) {}

  /** Whose a store is; null for the administrators'. */
  @RegisterForReflection // native: read with TolerantJson
  record Store(String store, UUID organiserId) {}

  boolean hasLeft() {
    return Boolean.TRUE.equals(shipped);
  }

  boolean isWhole() {
    return id != null
        && createdAt != null
        && items != null
        && (stores == null || stores.stream().allMatch(each -> each.store() != null))
        && items.stream()
            .allMatch(each -> each.store() != null && each.item() != null && each.quantity() > 0);
  }
}
