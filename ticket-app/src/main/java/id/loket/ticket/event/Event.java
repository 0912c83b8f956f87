package id.loket.ticket.event;

import java.time.Instant;
import java.util.UUID;

/**
 * Something people come to, with seats.
 *
 * @param organiserId the user who made it and may change it
 * @param version rises with every change
 */
public record Event(
    UUID id,
    UUID organiserId,
    EventFields fields,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** Whether seats can be booked at that moment. */
  public Sale saleAt(Instant now) {
    if (fields.status() == EventStatus.DRAFT) {
      return Sale.NOT_PUBLISHED;
    }
    if (fields.status() == EventStatus.CANCELLED) {
      return Sale.CANCELLED;
    }
    if (fields.salesFrom() != null && now.isBefore(fields.salesFrom())) {
      return Sale.NOT_YET_OPEN;
    }
    Instant end = fields.salesUntil() == null ? fields.startsAt() : fields.salesUntil();
    return now.isBefore(end) && now.isBefore(fields.startsAt()) ? Sale.OPEN : Sale.CLOSED;
  }

  /** Whether a waiting person can still be offered a seat: sales may be over, the event not. */
  public boolean takesPlaceAfter(Instant now) {
    return fields.status() == EventStatus.PUBLISHED && now.isBefore(fields.startsAt());
  }

  /** How booking stands. */
  public enum Sale {
    OPEN,
    NOT_PUBLISHED,
    NOT_YET_OPEN,
    CLOSED,
    CANCELLED
  }
}
