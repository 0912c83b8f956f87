package id.loket.collector.upstream;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What a collector does from an online login to the closing of it.
 *
 * @param day the day it counts as
 * @param status {@code OPEN} or {@code CLOSED}
 * @param seal the SHA-256 of its report as it was sealed, or null
 */
@RegisterForReflection // native: read with TolerantJson
public record BatchView(
    UUID id,
    UUID collectorId,
    LocalDate day,
    int number,
    String status,
    Instant openedAt,
    Instant closedAt,
    String seal) {}
