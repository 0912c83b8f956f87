package id.loket.staging.device;

import id.loket.staging.batch.Batch;

/**
 * A device that may work now.
 *
 * @param batch what it works in
 * @param lastSequence the highest sequence that ever came from it
 */
public record Bound(Device device, Batch batch, long lastSequence) {}
