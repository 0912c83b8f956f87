package id.loket.ticket.booking;

import java.util.Optional;
import java.util.UUID;

/**
 * What became of a seat that is open, or falls free.
 *
 * @param promoted who got it
 * @param waitedForBy a seat left open though groups wait for it: once this is committed, they are
 *     looked at with all their seats
 * @param isKept whether one of these groups can be served, so that nobody else takes it
 */
record Offer(Optional<UUID> promoted, Optional<UUID> waitedForBy, boolean isKept) {
  static final Offer NOTHING = new Offer(Optional.empty(), Optional.empty(), false);

  static Offer to(UUID bookingId) {
    return new Offer(Optional.of(bookingId), Optional.empty(), false);
  }

  /** Whether it is somebody else's: a newcomer goes to the end of its line. */
  boolean isTaken() {
    return promoted.isPresent() || isKept;
  }
}
