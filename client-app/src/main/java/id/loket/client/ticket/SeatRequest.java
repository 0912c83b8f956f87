package id.loket.client.ticket;

import id.loket.kit.language.Language;
import java.util.UUID;

/** Asks ticket-app for a seat. */
public record SeatRequest(UUID userId, UUID eventId, UUID seatId, Holder holder) {

  /** Whose name is printed on the ticket, and in which language. */
  public record Holder(String name, Language locale) {}
}
