package id.loket.report.demand;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a forecast has to know of an order. */
@RegisterForReflection // native: read with TolerantJson
record PlacedOrder(UUID id, List<Item> items, Instant createdAt) {

  /** So many of an item at a store. */
  @RegisterForReflection // native: read with TolerantJson
  record Item(String store, String item, long quantity) {}

  boolean isWhole() {
    return id != null
        && createdAt != null
        && items != null
        && items.stream()
            .allMatch(each -> each.store() != null && each.item() != null && each.quantity() > 0);
  }
}
