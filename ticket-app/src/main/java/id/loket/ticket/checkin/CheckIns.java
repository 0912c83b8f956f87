package id.loket.ticket.checkin;

import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import id.loket.ticket.booking.Booking;
import id.loket.ticket.booking.BookingStatus;
import id.loket.ticket.booking.Bookings;
import id.loket.ticket.booking.Placed;
import id.loket.ticket.document.TicketCode;
import id.loket.ticket.event.Events;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Lets ticket holders in, each once. */
@Singleton
public class CheckIns {
  private final TicketCode codes;
  private final Bookings bookings;
  private final Events events;

  CheckIns(TicketCode codes, Bookings bookings, Events events) {
    this.codes = codes;
    this.bookings = bookings;
    this.events = events;
  }

  /**
   * Uses a ticket. Whoever may change the event may let people in.
   *
   * @return the booking let in; fails with {@code ticket-forged}, {@code ticket-not-valid} or
   *     {@code ticket-already-used}
   */
  public Uni<Placed> checkIn(String code, Caller caller) {
    UUID bookingId =
        codes.read(code).orElseThrow(() -> new Problem(CheckInProblems.FORGED)).bookingId();
    return bookings
        .find(bookingId)
        .call(placed -> events.changeable(placed.booking().eventId(), caller))
        .chain(placed -> bookings.checkIn(bookingId, caller.subject()))
        .chain(
            used -> bookings.find(bookingId).invoke(placed -> requireUsed(used, placed.booking())));
  }

  private static void requireUsed(boolean used, Booking booking) {
    if (used) {
      return;
    }
    if (booking.status() != BookingStatus.CONFIRMED) {
      throw new Problem(CheckInProblems.NOT_VALID, booking.status())
          .with("bookingStatus", booking.status());
    }
    throw new Problem(CheckInProblems.ALREADY_USED).with("checkedInAt", booking.checkedInAt());
  }
}
