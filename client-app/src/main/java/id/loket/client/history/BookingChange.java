package id.loket.client.history;

import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One status a booking went through.
 *
 * @param at when it got that status
 * @param reason why, for a status that ends it
 * @param position place in the waiting list, for a queued one
 */
@Schema(name = "BookingChange")
public record BookingChange(
    long version, BookingStatus status, Instant at, String reason, Integer position) {
  static BookingChange of(BookingView booking) {
    return new BookingChange(
        booking.version(),
        booking.status(),
        booking.updatedAt(),
        booking.reason(),
        booking.position());
  }
}
