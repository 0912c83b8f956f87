package id.loket.staging.exchange;

import id.loket.kit.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * A closed batch as it was sealed and handed to the core, and what the core says it took.
 *
 * @param edition 2 and more for a batch that was reopened and closed again
 * @param received what the seal says, by currency
 * @param voids visits of it that were taken back later, and handed on
 * @param takenReceived what the core counted; a currency of "?" when it named none
 * @param agrees whether the core took what was given; null while it has not said so
 */
public record Result(
    UUID batch,
    int edition,
    LocalDate day,
    Instant writtenAt,
    int visits,
    List<Money> received,
    int voids,
    Integer takenVisits,
    List<Money> takenReceived,
    int takenVoids,
    Boolean agrees) {}
