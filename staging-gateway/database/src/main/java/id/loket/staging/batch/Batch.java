package id.loket.staging.batch;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What one collector does from an online login to the closing of it.
 *
 * @param day the day it counts as: the server's when it was opened
 * @param number 1 for the first of that day
 * @param closedAt when it was closed, or null
 * @param seal the SHA-256 of its report as it was sealed, or null
 */
public record Batch(
    UUID id,
    UUID collectorId,
    LocalDate day,
    int number,
    BatchStatus status,
    Instant openedAt,
    Instant closedAt,
    String seal) {

  /** The same batch, closed then and sealed so. */
  Batch closed(Instant at, String seal) {
    return new Batch(id, collectorId, day, number, BatchStatus.CLOSED, openedAt, at, seal);
  }
}
