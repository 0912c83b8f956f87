package id.loket.ticket.booking;

import java.time.Duration;
import java.util.Optional;

/** Which paper a booking brings: its row is written with the status that brings it (I5). */
public interface PaperRule {
  /**
   * A paper that has to be made.
   *
   * @param kind as the papers' own table calls it
   * @param after when it is made by whoever finds it, unless it was made before
   */
  record Due(String kind, Duration after) {}

  /** The paper a status brings, if any. */
  Optional<Due> due(BookingStatus status);
}
