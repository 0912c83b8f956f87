package id.loket.ticket.booking;

import java.time.Instant;

/** What calling a booking off means, by how far it got. */
final class Cancellation {
  private Cancellation() {}

  /**
   * The decision to call a booking off; one that ended already, is being held, or ends with the
   * order that carries it, is left.
   *
   * @throws Booking.IllegalTransition when its ticket has been used
   */
  static Decision of(Booking booking, Reason why, Instant now) {
    if (booking.order() != null) {
      return Decision.leave(booking);
    }
    return switch (booking.status()) {
      case QUEUED -> Decision.change(booking.cancel(why, now));
      case PENDING_PAYMENT ->
          Decision.change(
              booking.cancel(why, now), Obligation.Kind.VOID_INVOICE, Obligation.Kind.RELEASE_HOLD);
      case CONFIRMED -> confirmed(booking.cancel(why, now));
      case HOLDING, FAILED, EXPIRED, CANCELLED, LEFT -> Decision.leave(booking);
    };
  }

  private static Decision confirmed(Booking cancelled) {
    return cancelled.isFree()
        ? Decision.change(cancelled, Obligation.Kind.RELEASE_HOLD)
        : Decision.change(cancelled, Obligation.Kind.REFUND, Obligation.Kind.RELEASE_HOLD);
  }
}
