package id.loket.staging.sync;

import id.loket.staging.assignment.ChangePage;
import id.loket.staging.batch.Batch;
import java.util.List;
import java.util.UUID;

/**
 * What became of a sync.
 *
 * @param stored items that were new
 * @param repeated items that were stored before
 * @param pull null when nothing was asked for, or the device may learn nothing
 * @param batch the collector's open batch, else their last one
 */
public record SyncResult(
    int stored, int repeated, List<Refusal> refused, ChangePage pull, Batch batch) {

  /** An item that was not taken, and why. */
  public record Refusal(UUID id, long sequence, String problem) {}
}
