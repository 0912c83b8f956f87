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

  /** The same, owing no money: that is owed once for a group. */
  Decision withoutMoney() {
    Set<Obligation.Kind> rest =
        owes.isEmpty() ? EnumSet.noneOf(Obligation.Kind.class) : EnumSet.copyOf(owes);
    rest.remove(Obligation.Kind.REFUND);
    rest.remove(Obligation.Kind.VOID_INVOICE);
    return new Decision(booking, rest, marksRefund);
  }

  /**
   * The same for one that ends without those it was booked with: of what was paid together its own
   * price is owed.
   */
  Decision alone() {
    Set<Obligation.Kind> own = withoutMoney().owes();
    if (owes.contains(Obligation.Kind.REFUND) && booking.price().amount() > 0) {
      own.add(Obligation.Kind.REFUND_PART);
    }
    return new Decision(booking.alone(), own, marksRefund);
  }

  static Decision leave(Booking booking) {
    return change(booking);
  }

  static Decision markRefunded(Booking booking) {
    return new Decision(booking, EnumSet.noneOf(Obligation.Kind.class), true);
  }
}
