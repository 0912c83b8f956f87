package id.loket.ticket.seat;

import id.loket.kit.money.Money;
import java.util.UUID;

/** A seat as callers see it. */
public record SeatView(
    UUID id,
    UUID eventId,
    String label,
    String section,
    String row,
    Money price,
    SeatStatus status,
    long version) {

  static SeatView of(Seat seat) {
    SeatDetails details = seat.details();
    return new SeatView(
        details.id(),
        details.eventId(),
        details.label(),
        details.section(),
        details.row(),
        details.price(),
        seat.status(),
        details.version());
  }
}
