package id.loket.client.ticket;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What ticket-app answered.
 *
 * @param booking the booking it tells of, also that of a problem; or null
 * @param problem its problem document, or null
 * @param replayed whether it had answered that before, under the same Idempotency-Key
 * @param retryAfter its {@code Retry-After}, or null
 */
public record TicketAnswer(
    int status, BookingView booking, JsonNode problem, boolean replayed, String retryAfter) {
  public boolean isProblem() {
    return problem != null;
  }
}
