package id.loket.ticket.organiser;

/** What the organiser's system answered to a hold. */
public enum HoldOutcome {
  /** The seat is ours until it is released. */
  HELD,
  /** The organiser said no; nothing is held. */
  REFUSED,
  /** No answer that can be relied on: the seat may be held or not. */
  UNKNOWN
}
