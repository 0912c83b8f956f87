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
   * @throws Problem {@code order-not-cancellable} when its ticket was used, or its user calls off
   *     what has begun
   */
  static Booking follow(Order order, Placed placed, Instant now) {
    Booking booking = placed.booking();
    if (!booking.status().isLive()) {
      return booking;
    }
    return switch (order.status()) {
      case PLACED -> order.bill() == null ? booking : booking.billedInOrder(bill(order), now);
      case PAID -> paid(order, booking, now);
      case CANCELLED -> ended(order, placed, now);
    };
  }

  /** Its money may have been given back while the items were on their way: the seat ends then. */
  private static Booking paid(Order order, Booking booking, Instant now) {
    if (order.refundedAt() != null && !booking.wasUsed()) {
      return booking.status() == BookingStatus.CONFIRMED
          ? booking.cancel(Reason.REFUNDED, now)
          : booking;
    }
    return booking.status() == BookingStatus.CONFIRMED
        ? booking
        : booking.confirmInOrder(bill(order), now);
  }

  private static Booking ended(Order order, Placed placed, Instant now) {
    Booking booking = placed.booking();
    if (booking.wasUsed()) {
      throw new Problem(OrderProblems.NOT_CANCELLABLE);
    }
    return switch (order.reason()) {
      case Order.UNPAID -> booking.expire(now);
      case Order.PAYMENT_FAILED -> booking.fail(Reason.PAYMENT_FAILED, now);
      case Order.NOT_BILLED -> booking.fail(Reason.PAYMENT_UNAVAILABLE, now);
      case Order.EVENT_CANCELLED -> booking.cancel(Reason.EVENT_CANCELLED, now);
      case Order.REFUNDED -> booking.cancel(Reason.REFUNDED, now);
      default -> {
        if (!now.isBefore(placed.event().startsAt())) {
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
