package id.loket.ticket.booking;

import java.util.Locale;
import java.util.UUID;

/**
 * Something owed to another system after a booking ended.
 *
 * @param attempts how often it was tried before
 */
record Obligation(UUID bookingId, Kind kind, int attempts) {
  enum Kind {
    /** The organiser gets its seat back. */
    RELEASE_HOLD,
    /** The invoice can no longer be paid. */
    VOID_INVOICE,
    /** The money goes back, all that is left of it (I3). */
    REFUND,
    /** What this one of several paid together cost goes back (I3). */
    REFUND_PART;

    /** What is done to meet it, in words. */
    String deed() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
