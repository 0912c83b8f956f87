package id.loket.ticket.order;

import id.loket.kit.problem.Problem;
import id.loket.ticket.booking.Bill;
import id.loket.ticket.booking.Booking;
import id.loket.ticket.booking.BookingStatus;
import id.loket.ticket.booking.Placed;
import id.loket.ticket.booking.Reason;
import java.time.Instant;

/**
 * What becomes of the booking that an order carries: they are paid together and end together (ADR
 * 16).
 */
final class CarriedSeat {
  private CarriedSeat() {}

  /**
   * The booking as its order wants it.
   *
   * @param order as it is from now on
   * @throws Problem {@code order-not-cancellable} when its user calls off what was used already
   */
  static Booking follow(Order order, Placed placed, Instant now) {
    Booking booking = placed.booking();
    if (!booking.status().isLive()) {
      return booking;
    }
    return switch (order.status()) {
      case PLACED -> order.bill() == null ? booking : booking.billedInOrder(bill(order), now);
      case PAID ->
          booking.status() == BookingStatus.CONFIRMED
              ? booking
              : booking.confirmInOrder(bill(order), now);
      case CANCELLED -> ended(order, placed, now);
    };
  }

  private static Booking ended(Order order, Placed placed, Instant now) {
    Booking booking = placed.booking();
    return switch (order.reason()) {
      case Order.UNPAID -> booking.expire(now);
      case Order.PAYMENT_FAILED -> booking.fail(Reason.PAYMENT_FAILED, now);
      case Order.EVENT_CANCELLED -> booking.cancel(Reason.EVENT_CANCELLED, now);
      default -> {
        boolean begun = !now.isBefore(placed.event().startsAt());
        if (begun || booking.checkedInAt() != null) {
          throw new Problem(OrderProblems.NOT_CANCELLABLE);
        }
        yield booking.cancel(Reason.CANCELLED_BY_USER, now);
      }
    };
  }

  private static Bill bill(Order order) {
    Order.Bill bill = order.bill();
    return bill == null
        ? null
        : new Bill(bill.invoiceNumber(), bill.paymentUrl(), bill.expiresAt());
  }
}
