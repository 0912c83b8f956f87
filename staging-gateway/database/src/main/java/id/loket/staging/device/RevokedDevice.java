package id.loket.staging.device;

import java.time.Instant;
import java.util.UUID;

/** A device nothing is taken of any more. */
public record RevokedDevice(UUID id, Instant revokedAt) {}
