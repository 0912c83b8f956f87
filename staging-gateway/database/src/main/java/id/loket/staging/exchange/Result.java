package id.loket.staging.exchange;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A closed batch as it was handed to the core, and what the core says it took.
 *
 * @param edition 2 and more for a batch that was reopened and closed again
 * @param agrees whether the core took what was given; null while it has not said so
 */
public record Result(
    UUID batch,
    int edition,
    LocalDate day,
    Instant writtenAt,
    int visits,
    long received,
    Integer takenVisits,
    Long takenReceived,
    Boolean agrees) {}
