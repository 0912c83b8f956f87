package id.loket.ticket.booking;

import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Several seats booked together, as callers see them: how they stand, once for all, and each.
 *
 * @param status that of its bookings, apart from those cancelled alone as long as there are others
 * @param total what they cost together, on one invoice
 */
@Schema(name = "BookingGroup")
public record GroupView(
    UUID id,
    UUID userId,
    UUID eventId,
    BookingStatus status,
    Money total,
    String invoiceNumber,
    String paymentUrl,
    Instant expiresAt,
    Reason reason,
    List<BookingView> bookings) {

  static GroupView of(List<Placed> group) {
    Booking first = speaker(group);
    Bill bill = first.bill();
    return new GroupView(
        first.group().id(),
        first.holder().userId(),
        first.eventId(),
        first.status(),
        first.group().total(),
        bill == null ? null : bill.invoiceNumber(),
        bill == null ? null : bill.paymentUrl(),
        bill == null ? null : bill.expiresAt(),
        first.reason(),
        group.stream().map(BookingView::of).toList());
  }

  /** The booking that tells how they stand: one that was not cancelled without the others. */
  static Booking speaker(List<Placed> group) {
    return group.stream()
        .map(Placed::booking)
        .filter(booking -> !booking.isAlone())
        .findFirst()
        .orElseGet(() -> group.getFirst().booking());
  }
}
