package id.loket.collector.batch;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** The proof that the server has what a device sent for a batch (docs/sync.md). */
@RegisterForReflection // native: read with TolerantJson
public record BatchDigest(UUID batchId, long items, long highestSequence, String digest) {}
