package id.loket.staging.exchange;

import java.time.Instant;

/**
 * What the core supplied, and how far it is taken: both sides' totals, to be compared.
 *
 * @param status {@code OFFERED}, {@code TAKING}, {@code TAKEN} or {@code REFUSED}
 * @param agrees whether both sides' totals are the same; null until it is finished
 * @param reason why it was refused, or null
 */
public record Supply(
    long id,
    Instant offeredAt,
    String status,
    int lines,
    long outstanding,
    int takenLines,
    long takenOutstanding,
    Boolean agrees,
    String reason) {}
