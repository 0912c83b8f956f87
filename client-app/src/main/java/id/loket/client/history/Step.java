package id.loket.client.history;

import id.loket.client.ticket.BookingView;
import java.time.Instant;
import java.util.Optional;

/**
 * What a booking's state, heard of in whatever order and however often, changes in its history
 * (I4). Every version is recorded once; only a newer one changes what the booking is now.
 */
enum Step {
  /** Nothing: it was known already. */
  KNOWN(false, false),
  /** The same version with newer details, such as a place in the waiting list. */
  REFRESHED(false, true),
  /** An older version, overtaken on its way: it only completes the history. */
  LATE(true, false),
  /** The newest version so far. */
  FORWARD(true, true);

  private final boolean recorded;
  private final boolean becomesCurrent;

  Step(boolean recorded, boolean becomesCurrent) {
    this.recorded = recorded;
    this.becomesCurrent = becomesCurrent;
  }

  /** Whether the version is appended to the history. */
  boolean isRecorded() {
    return recorded;
  }

  /** Whether it is what the booking is now. */
  boolean becomesCurrent() {
    return becomesCurrent;
  }

  /** What the booking is now, as far as it was heard of. */
  record Current(long version, Instant updatedAt) {}

  /**
   * Decides.
   *
   * @param current empty for a booking never heard of
   * @param versionKnown whether that version is recorded already
   */
  static Step of(Optional<Current> current, boolean versionKnown, BookingView heard) {
    if (current.isEmpty() || heard.version() > current.get().version()) {
      return FORWARD;
    }
    if (!versionKnown) {
      return LATE;
    }
    return heard.version() == current.get().version()
            && heard.updatedAt().isAfter(current.get().updatedAt())
        ? REFRESHED
        : KNOWN;
  }
}
