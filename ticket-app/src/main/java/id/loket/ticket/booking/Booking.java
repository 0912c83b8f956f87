package id.loket.ticket.booking;

import id.loket.kit.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody's claim to a seat, and every rule about how it may change. Changing it gives a new
 * booking with the next version; what the state machine forbids throws {@link IllegalTransition}.
 *
 * @param version 1 for a new booking, one more with each status change
 * @param promoted whether it came off the waiting list
 * @param bill null until invoiced
 * @param reason null unless it ended without a seat
 * @param workUntil while HOLDING: until when somebody works on it; then others may take it up
 * @param giveUpAt while HOLDING: when an organiser or payment-app that does not answer ends it
 * @param checkedInAt when the ticket was shown at the door, or null
 * @param traceparent the trace it was asked for in, which whatever becomes of it later joins; or
 *     null
 */
public record Booking(
    UUID id,
    Holder holder,
    UUID eventId,
    UUID seatId,
    Money price,
    BookingStatus status,
    int version,
    boolean promoted,
    Bill bill,
    Reason reason,
    Instant workUntil,
    Instant giveUpAt,
    Instant checkedInAt,
    Instant createdAt,
    Instant updatedAt,
    String traceparent) {

  /** How long somebody who waited in line is kept while the organiser or payment-app is away. */
  static final Duration PATIENCE_FOR_PROMOTED = Duration.ofMinutes(10);

  /** A booking that gets the seat. */
  public static Booking holding(
      UUID id,
      Holder holder,
      UUID eventId,
      UUID seatId,
      Money price,
      Instant now,
      String traceparent) {
    return new Booking(
        id,
        holder,
        eventId,
        seatId,
        price,
        BookingStatus.HOLDING,
        1,
        false,
        null,
        null,
        now,
        now,
        null,
        now,
        now,
        traceparent);
  }

  /** A booking that joins the seat's waiting list. */
  public static Booking queued(
      UUID id,
      Holder holder,
      UUID eventId,
      UUID seatId,
      Money price,
      Instant now,
      String traceparent) {
    return new Booking(
        id,
        holder,
        eventId,
        seatId,
        price,
        BookingStatus.QUEUED,
        1,
        false,
        null,
        null,
        null,
        null,
        null,
        now,
        now,
        traceparent);
  }

  /** Somebody carries it on; until then no other worker takes it up. */
  public Booking workedOnUntil(Instant time) {
    return new Booking(
        id,
        holder,
        eventId,
        seatId,
        price,
        status,
        version,
        promoted,
        bill,
        reason,
        time,
        giveUpAt,
        checkedInAt,
        createdAt,
        updatedAt,
        traceparent);
  }

  /** First in line when the seat falls free. */
  public Booking promote(Instant now) {
    Booking next = to(BookingStatus.HOLDING, null, null, now);
    return new Booking(
        id,
        holder,
        eventId,
        seatId,
        price,
        next.status,
        next.version,
        true,
        null,
        null,
        now,
        now.plus(PATIENCE_FOR_PROMOTED),
        null,
        createdAt,
        now,
        traceparent);
  }

  /** The organiser holds the seat and the invoice is there. */
  public Booking awaitPayment(Bill invoiced, Instant now) {
    return to(BookingStatus.PENDING_PAYMENT, invoiced, null, now);
  }

  public Booking confirm(Instant now) {
    return to(BookingStatus.CONFIRMED, bill, null, now);
  }

  public Booking fail(Reason why, Instant now) {
    return to(BookingStatus.FAILED, bill, why, now);
  }

  public Booking expire(Instant now) {
    return to(BookingStatus.EXPIRED, bill, Reason.PAYMENT_EXPIRED, now);
  }

  /**
   * Called off: a queued one leaves the line; one whose holder came cannot be called off by them.
   */
  public Booking cancel(Reason why, Instant now) {
    if (checkedInAt != null && why == Reason.CANCELLED_BY_USER) {
      throw new IllegalTransition(status, BookingStatus.CANCELLED);
    }
    return status == BookingStatus.QUEUED
        ? to(BookingStatus.LEFT, null, why, now)
        : to(BookingStatus.CANCELLED, bill, why, now);
  }

  private Booking to(BookingStatus next, Bill nextBill, Reason why, Instant now) {
    if (!status.next().contains(next)) {
      throw new IllegalTransition(status, next);
    }
    return new Booking(
        id,
        holder,
        eventId,
        seatId,
        price,
        next,
        version + 1,
        promoted,
        nextBill,
        why,
        null,
        null,
        checkedInAt,
        createdAt,
        now,
        traceparent);
  }

  /** Something asked of a booking that its status does not allow. */
  public static final class IllegalTransition extends RuntimeException {
    private final transient BookingStatus from;

    IllegalTransition(BookingStatus from, BookingStatus to) {
      super(from + " cannot become " + to, null, false, false);
      this.from = from;
    }

    public BookingStatus from() {
      return from;
    }
  }
}
