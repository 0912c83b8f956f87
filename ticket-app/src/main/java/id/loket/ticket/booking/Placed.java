package id.loket.ticket.booking;

import id.loket.ticket.payment.NewInvoice;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A booking with what is needed to show it.
 *
 * @param position its place in the line, 1 for the first; null unless QUEUED
 */
public record Placed(Booking booking, EventSummary event, SeatSummary seat, Integer position) {

  /** What the event was called and where and when it is. */
  public record EventSummary(
      String title, String venue, Instant startsAt, String organiserUrl, boolean takesPlace) {}

  /** Where the seat is. */
  public record SeatSummary(String label, String section, String row) {
    /** In one line, as invoices name it. */
    public String text() {
      return Stream.of(section, row, label)
          .filter(Objects::nonNull)
          .collect(Collectors.joining(" "));
    }
  }

  /** What its invoice says is paid for. */
  String article() {
    return event.title() + " · " + seat.text();
  }

  /**
   * What payment-app is asked to bill, for it and those booked with it. However often it is asked,
   * and with whatever words and time, it is the same invoice.
   */
  NewInvoice invoice(String article, Instant payableUntil) {
    Holder holder = booking.holder();
    return new NewInvoice(
        booking.billedAs(),
        booking.due(),
        new NewInvoice.Customer(holder.userId(), holder.name(), holder.language().tag()),
        article,
        payableUntil);
  }

  /** The same place after the booking changed. */
  Placed with(Booking changed) {
    return new Placed(
        changed, event, seat, changed.status() == BookingStatus.QUEUED ? position : null);
  }
}
