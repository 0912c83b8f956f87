package id.loket.staging.monitoring;

import id.loket.kit.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * How a collector is getting on.
 *
 * @param lastSyncAt when a device of theirs last synced, or null
 * @param batch null for a collector without an open batch
 * @param assignments assignments they have now
 * @param visited assignments among them that were visited in the open batch
 * @param missing numbers below the highest of their devices' items that never came, or came with an
 *     item that was refused
 * @param received money in the open batch
 * @param position where they were last, if they agreed to a trail
 */
public record CollectorStatus(
    UUID id,
    String name,
    UUID device,
    String deviceStatus,
    Instant lastSyncAt,
    OpenBatch batch,
    int assignments,
    int visited,
    int visits,
    long missing,
    List<Money> received,
    SeenAt position) {

  /** The batch they work in. */
  public record OpenBatch(UUID id, LocalDate day, int number, Instant openedAt) {}

  /** Where, and when by the device's clock. */
  public record SeenAt(double lat, double lon, Instant at) {}
}
