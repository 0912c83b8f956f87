package id.loket.staging.exchange;

import java.time.Instant;

/**
 * What could not be exchanged, and is put off.
 *
 * @param kind {@code SUPPLY}, {@code RESULT} or {@code VOIDS}
 * @param id the supply's number, or the batch's id
 */
public record Failure(String kind, String id, int attempts, Instant dueAt, String reason) {}
