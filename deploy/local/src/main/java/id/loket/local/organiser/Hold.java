package id.loket.local.organiser;

/**
 * What the organiser knows of one hold.
 *
 * @param bookingId empty when only a release was ever seen
 */
record Hold(String holdId, String bookingId, String eventId, String seatId, State state) {

  enum State {
    HELD,
    REFUSED,
    RELEASED
  }

  static Hold releasedBeforeItCame(String holdId) {
    return new Hold(holdId, "", "", "", State.RELEASED);
  }

  Hold released() {
    return new Hold(holdId, bookingId, eventId, seatId, State.RELEASED);
  }
}
