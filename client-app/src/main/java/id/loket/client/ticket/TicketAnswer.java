package id.loket.client.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What ticket-app answered.
 *
 * @param booking the booking it tells of, also that of a problem; or null
 * @param group the bookings made together it tells of, also those of a problem; or null
 * @param problem its problem document, or null
 * @param replayed whether it had answered that before, under the same Idempotency-Key
 * @param retryAfter its {@code Retry-After}, or null
 */
public record TicketAnswer(
    int status,
    BookingView booking,
    GroupView group,
    JsonNode problem,
    boolean replayed,
    String retryAfter) {
  /** All bookings it tells of. */
  public List<BookingView> bookings() {
    if (group != null) {
      return group.bookings();
    }
    return booking == null ? List.of() : List.of(booking);
  }

  public boolean isProblem() {
    return problem != null;
  }
}
