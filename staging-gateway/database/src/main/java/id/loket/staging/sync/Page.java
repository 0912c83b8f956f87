package id.loket.staging.sync;

import id.loket.staging.batch.BatchStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is to be done with the items of one page, decided before anything is written: which are
 * refused, and in which batch the others count. It does not matter in which order they came.
 *
 * @param placed each id once, in the order of ids so that pages never wait for each other in a
 *     circle
 */
record Page(List<Placed> placed, List<SyncResult.Refusal> refused, int repeated) {
  static final String ID_REUSED = "id-reused";
  static final String BATCH_UNKNOWN = "batch-unknown";
  static final String CONSENT_MISSING = "consent-missing";

  /**
   * An item and the batch it counts in.
   *
   * @param batch null while it waits for the collector's next batch
   */
  record Placed(PushedItem item, UUID batch) {}

  /**
   * Decides.
   *
   * @param batches those of the collector's batches that are claimed, and the open one
   * @param trailConsent whether the collector's positions may be kept
   */
  static Page of(List<PushedItem> items, Map<UUID, BatchStatus> batches, boolean trailConsent) {
    Optional<UUID> open =
        batches.entrySet().stream()
            .filter(batch -> batch.getValue() == BatchStatus.OPEN)
            .map(Map.Entry::getKey)
            .findAny();
    List<SyncResult.Refusal> refused = new ArrayList<>();
    Map<String, Placed> placed = new TreeMap<>();
    int repeated = 0;
    for (PushedItem item : inOrder(items)) {
      BatchStatus claimed = batches.get(item.batchId());
      Placed same = placed.get(item.id().toString());
      if (claimed == null) {
        refused.add(refusal(item, BATCH_UNKNOWN));
      } else if (item.kind() == ItemKind.POSITION && !trailConsent) {
        refused.add(refusal(item, CONSENT_MISSING));
      } else if (same == null) {
        UUID batch = claimed == BatchStatus.OPEN ? item.batchId() : open.orElse(null);
        placed.put(item.id().toString(), new Placed(item, batch));
      } else if (same.item.hash().equals(item.hash())) {
        repeated++;
      } else {
        refused.add(refusal(item, ID_REUSED));
      }
    }
    return new Page(List.copyOf(placed.values()), List.copyOf(refused), repeated);
  }

  /** Of two that share an id in one page, the earlier recorded one is the first. */
  private static List<PushedItem> inOrder(List<PushedItem> items) {
    return items.stream()
        .sorted(Comparator.comparingLong(PushedItem::sequence).thenComparing(PushedItem::hash))
        .toList();
  }

  static SyncResult.Refusal refusal(PushedItem item, String problem) {
    return new SyncResult.Refusal(item.id(), item.sequence(), problem);
  }
}
