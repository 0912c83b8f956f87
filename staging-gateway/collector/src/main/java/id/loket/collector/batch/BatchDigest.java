package id.loket.collector.batch;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * The proof that the server has what a device sent for a batch (docs/sync.md).
 *
 * @param digest of what the device sent for it
 * @param batch of all that counts in it, of whatever device: what it is closed with
 */
@RegisterForReflection // native: read with TolerantJson
public record BatchDigest(
    UUID batchId, long items, long highestSequence, String digest, Whole batch) {
  /** All that counts in a batch. */
  @RegisterForReflection
  public record Whole(long items, String digest) {}
}
