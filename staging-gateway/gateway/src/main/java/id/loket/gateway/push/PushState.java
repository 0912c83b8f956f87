package id.loket.gateway.push;

/**
 * What became of a push that was kept.
 *
 * @param status where it stands
 * @param answer collector's answer, JSON; null before it answered, and when that was too long
 */
record PushState(String user, String device, String storedAt, Status status, String answer) {
  enum Status {
    /** It waits for its turn. */
    STORED,
    /** Collector has taken it. */
    DELIVERED,
    /** Collector will never take it: it is in the dead queue, for people to look at. */
    REFUSED
  }
}
