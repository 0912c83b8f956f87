package id.loket.ticket.booking;

import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A booking as callers and messages see it (DESIGN §3).
 *
 * @param orderId the order that carries it: paying that order's invoice pays the seat too
 * @param orderTotal what that order costs with the seat
 * @param refundedAt when its money was given back although its ticket had been used
 * @param group the seats it was booked with: held and paid together
 * @param unsettledSince since when a person is asked to find out whether it was paid
 */
public record BookingView(
    UUID id,
    UUID userId,
    UUID eventId,
    UUID seatId,
    BookingStatus status,
    int version,
    Integer position,
    boolean promoted,
    EventPlace event,
    SeatPlace seat,
    Money price,
    String invoiceNumber,
    String paymentUrl,
    Instant expiresAt,
    Reason reason,
    Instant createdAt,
    Instant updatedAt,
    UUID orderId,
    Money orderTotal,
    Group group,
    Instant refundedAt,
    Instant unsettledSince) {

  /**
   * Several seats booked together.
   *
   * @param lead whether what concerns all of them, such as how to pay, is told with this one
   * @param total what they cost together
   * @param alone whether this one was cancelled without the others: its price is given back
   */
  @Schema(name = "BookedTogether")
  public record Group(UUID id, int size, boolean lead, Money total, boolean alone) {
    static Group of(Booking.InGroup group) {
      return group == null
          ? null
          : new Group(group.id(), group.size(), group.lead(), group.total(), group.alone());
    }
  }

  /** The event as it was when the booking last changed. */
  public record EventPlace(String title, String venue, Instant startsAt) {}

  /** Where the seat is. */
  public record SeatPlace(String label, String section, String row) {}

  public static BookingView of(Placed placed) {
    Booking booking = placed.booking();
    Bill bill = booking.bill();
    return new BookingView(
        booking.id(),
        booking.holder().userId(),
        booking.eventId(),
        booking.seatId(),
        booking.status(),
        booking.version(),
        placed.position(),
        booking.promoted(),
        new EventPlace(placed.event().title(), placed.event().venue(), placed.event().startsAt()),
        new SeatPlace(placed.seat().label(), placed.seat().section(), placed.seat().row()),
        booking.price(),
        bill == null ? null : bill.invoiceNumber(),
        bill == null ? null : bill.paymentUrl(),
        bill == null ? null : bill.expiresAt(),
        booking.reason(),
        booking.createdAt(),
        booking.updatedAt(),
        booking.order() == null ? null : booking.order().id(),
        booking.order() == null ? null : booking.order().total(),
        Group.of(booking.group()),
        booking.refundedAt(),
        booking.unsettledSince());
  }
}
