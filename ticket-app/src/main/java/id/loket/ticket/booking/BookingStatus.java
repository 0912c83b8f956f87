package id.loket.ticket.booking;

import java.util.EnumSet;
import java.util.Set;

/** Where a booking stands (DESIGN §2). */
public enum BookingStatus {
  /** Waits in line for a seat somebody else has. */
  QUEUED,
  /** Has the seat; the organiser's hold and the invoice are being got. */
  HOLDING,
  /** Has the seat until the invoice is paid or its time is over. */
  PENDING_PAYMENT,
  /** Paid, or free of charge; the seat is theirs. */
  CONFIRMED,
  /** Did not come about: refused, not invoiced or payment failed. */
  FAILED,
  /** Was not paid in time. */
  EXPIRED,
  /** Was called off by the user or with the event. */
  CANCELLED,
  /** Left the line before its turn. */
  LEFT;

  private static final Set<BookingStatus> LIVE = EnumSet.of(HOLDING, PENDING_PAYMENT, CONFIRMED);

  /** Whether it has the seat; a seat has at most one such booking (I1). */
  public boolean isLive() {
    return LIVE.contains(this);
  }

  /** Whether nothing can follow. */
  public boolean isFinal() {
    return next().isEmpty();
  }

  /** The statuses that may follow. */
  public Set<BookingStatus> next() {
    return switch (this) {
      case QUEUED -> EnumSet.of(HOLDING, LEFT);
      case HOLDING -> EnumSet.of(PENDING_PAYMENT, CONFIRMED, FAILED);
      case PENDING_PAYMENT -> EnumSet.of(CONFIRMED, FAILED, EXPIRED, CANCELLED);
      case CONFIRMED -> EnumSet.of(CANCELLED);
      case FAILED, EXPIRED, CANCELLED, LEFT -> EnumSet.noneOf(BookingStatus.class);
    };
  }
}
