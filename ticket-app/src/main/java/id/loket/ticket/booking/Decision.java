package id.loket.ticket.booking;

import java.util.EnumSet;
import java.util.Set;

/**
 * What is to become of a booking.
 *
 * @param booking the changed booking, or the same one to leave it
 * @param owes what other systems are owed because of it
 * @param marksRefund whether to note that its money was given back, though it stays
 */
record Decision(Booking booking, Set<Obligation.Kind> owes, boolean marksRefund) {
  static Decision change(Booking changed) {
    return new Decision(changed, EnumSet.noneOf(Obligation.Kind.class), false);
  }

  static Decision change(Booking changed, Obligation.Kind first, Obligation.Kind... more) {
    return new Decision(changed, EnumSet.of(first, more), false);
  }

  static Decision leave(Booking booking) {
    return change(booking);
  }

  static Decision markRefunded(Booking booking) {
    return new Decision(booking, EnumSet.noneOf(Obligation.Kind.class), true);
  }
}
