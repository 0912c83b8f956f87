package id.loket.client.ticket;

import com.fasterxml.jackson.annotation.JsonInclude;
import id.loket.kit.language.Language;
import java.util.List;
import java.util.UUID;

/** Asks ticket-app for a seat, or for several at once. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeatRequest(
    UUID userId, UUID eventId, UUID seatId, List<UUID> seatIds, Holder holder) {

  /** Whose name is printed on the ticket, and in which language. */
  public record Holder(String name, Language locale) {}
}
