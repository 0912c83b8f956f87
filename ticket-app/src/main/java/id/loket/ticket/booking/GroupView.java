package id.loket.ticket.booking;

import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Several seats booked together, as callers see them: how they stand, once for all, and each.
 *
 * @param status that of all its bookings
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
    Booking first = group.getFirst().booking();
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
}
