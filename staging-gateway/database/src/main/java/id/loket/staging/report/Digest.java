package id.loket.staging.report;

import java.util.UUID;

/** The proof that the server has what a device sent for a batch (docs/sync.md). */
public record Digest(UUID batchId, long items, long highestSequence, String digest) {}
