package id.loket.staging.report;

import java.util.UUID;

/**
 * What one device recorded for a batch, and all that counts in it.
 *
 * @param items how many the device recorded for it
 * @param digest of those, as docs/sync.md builds digests
 * @param batch of all that counts in it, of whatever device: what it is closed with
 */
public record Digest(UUID batchId, long items, long highestSequence, String digest, Whole batch) {
  /** All that counts in a batch. */
  public record Whole(long items, String digest) {}
}
