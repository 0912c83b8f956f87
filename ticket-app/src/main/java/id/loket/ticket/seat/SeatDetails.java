package id.loket.ticket.seat;

import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.UUID;

/** What a seat is, whoever sits on it. */
public record SeatDetails(
    UUID id,
    UUID eventId,
    String label,
    String section,
    String row,
    Money price,
    long version,
    Instant createdAt) {}
