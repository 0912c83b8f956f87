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
 * @param bill null until invoiced, and again until the order that carries it is
 * @param reason null unless it ended without a seat
 * @param giveUpAt while HOLDING: when an organiser or payment-app that does not answer ends it
 * @param checkedInAt when the ticket was shown at the door, or null
 * @param refundedAt when its money was given back although its ticket had been used, or null
 * @param unsettledSince since when a person is asked to find out whether it was paid: its time is
 *     over, and payment-app does not say; or null
 * @param traceparent the trace it was asked for in, which whatever becomes of it later joins; or
 *     null
 * @param order the order that carries it, or null
 * @param group the seats it was booked with, all or none, or null
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
    Instant giveUpAt,
    Instant checkedInAt,
    Instant refundedAt,
    Instant unsettledSince,
    Instant createdAt,
    Instant updatedAt,
    String traceparent,
    InOrder order,
    InGroup group) {

  /**
   * The order that carries a booking: whoever pays it pays the seat, and they end together.
   *
   * @param total what it costs with the seat
   */
  public record InOrder(UUID id, Money total) {}

  /**
   * Several seats booked together: they are held and paid together. Once they are, each may be
   * cancelled alone.
   *
   * @param size how many there were
   * @param lead whether it is the one by which the group is found when something is due
   * @param total what they cost together, on one invoice
   * @param alone whether this one was cancelled without the others
   */
  public record InGroup(UUID id, int size, boolean lead, Money total, boolean alone) {
    /** One of those booked together. */
    InGroup(UUID id, int size, boolean lead, Money total) {
      this(id, size, lead, total, false);
    }

    InGroup parted() {
      return new InGroup(id, size, lead, total, true);
    }
  }

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
    return begun(
        id, holder, eventId, seatId, price, BookingStatus.HOLDING, now, now, traceparent, null);
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
    return begun(
        id, holder, eventId, seatId, price, BookingStatus.QUEUED, null, now, traceparent, null);
  }

  /** The same new booking, in line instead. */
  Booking waiting() {
    return begun(
        id,
        holder,
        eventId,
        seatId,
        price,
        BookingStatus.QUEUED,
        null,
        createdAt,
        traceparent,
        group);
  }

  /** A new booking as one of a group. */
  Booking in(InGroup several) {
    return begun(
        id, holder, eventId, seatId, price, status, giveUpAt, createdAt, traceparent, several);
  }

  private static Booking begun(
      UUID id,
      Holder holder,
      UUID eventId,
      UUID seatId,
      Money price,
      BookingStatus status,
      Instant giveUpAt,
      Instant now,
      String traceparent,
      InGroup group) {
    return new Booking(
        id,
        holder,
        eventId,
        seatId,
        price,
        status,
        1,
        false,
        null,
        null,
        giveUpAt,
        null,
        null,
        null,
        now,
        now,
        traceparent,
        null,
        group);
  }

  /** First in line when the seat falls free. */
  public Booking promote(Instant now) {
    require(BookingStatus.HOLDING);
    return changed(
        BookingStatus.HOLDING, true, null, null, now.plus(PATIENCE_FOR_PROMOTED), order, now);
  }

  /** The organiser holds the seat and the invoice is there. */
  public Booking awaitPayment(Bill invoiced, Instant now) {
    return to(BookingStatus.PENDING_PAYMENT, invoiced, null, now);
  }

  /** An order takes it up: from now on that order's invoice is the one to pay. */
  public Booking carriedBy(InOrder carrier, Instant now) {
    if (status != BookingStatus.PENDING_PAYMENT || order != null) {
      throw new IllegalTransition(status, BookingStatus.PENDING_PAYMENT);
    }
    return changed(status, promoted, null, reason, null, carrier, now);
  }

  /** The invoice of the order that carries it is there; without effect unless it waits for that. */
  public Booking billedInOrder(Bill ofOrder, Instant now) {
    return status == BookingStatus.PENDING_PAYMENT && order != null && bill == null
        ? changed(status, promoted, ofOrder, reason, null, order, now)
        : this;
  }

  /** Paid, or held and free of charge. */
  public Booking confirm(Instant now) {
    if (status == BookingStatus.HOLDING && !isFree()) {
      throw new IllegalTransition(status, BookingStatus.CONFIRMED);
    }
    return to(BookingStatus.CONFIRMED, bill, null, now);
  }

  /**
   * The order that carries it is paid.
   *
   * @param ofOrder its invoice, should the booking not know it yet; or null
   */
  public Booking confirmInOrder(Bill ofOrder, Instant now) {
    return to(BookingStatus.CONFIRMED, bill == null ? ofOrder : bill, null, now);
  }

  public Booking fail(Reason why, Instant now) {
    return to(BookingStatus.FAILED, bill, why, now);
  }

  public Booking expire(Instant now) {
    return to(BookingStatus.EXPIRED, bill, Reason.PAYMENT_EXPIRED, now);
  }

  /** Called off: a queued one leaves the line; one whose ticket was used cannot be called off. */
  public Booking cancel(Reason why, Instant now) {
    if (wasUsed()) {
      throw new IllegalTransition(status, BookingStatus.CANCELLED);
    }
    return status == BookingStatus.QUEUED
        ? to(BookingStatus.LEFT, null, why, now)
        : to(BookingStatus.CANCELLED, bill, why, now);
  }

  /** The same, which ended without those it was booked with. */
  Booking alone() {
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
        giveUpAt,
        checkedInAt,
        refundedAt,
        unsettledSince,
        createdAt,
        updatedAt,
        traceparent,
        order,
        group.parted());
  }

  /** Whether it ended without those it was booked with: its own price is given back then. */
  public boolean isAlone() {
    return group != null && group.alone();
  }

  /** Whether there is nothing to pay, for it and those booked with it. */
  public boolean isFree() {
    return due().amount() == 0;
  }

  /** What its invoice asks for: its own price, or that of all booked with it. */
  public Money due() {
    return group == null ? price : group.total();
  }

  /** What its invoice is issued for: payment-app knows a group by its id as it does a booking. */
  public UUID billedAs() {
    return group == null ? id : group.id();
  }

  /** Whether its holder was let in: then it is theirs for good. */
  public boolean wasUsed() {
    return checkedInAt != null;
  }

  private Booking to(BookingStatus next, Bill nextBill, Reason why, Instant now) {
    require(next);
    return changed(next, promoted, nextBill, why, null, order, now);
  }

  private void require(BookingStatus next) {
    if (!status.next().contains(next)) {
      throw new IllegalTransition(status, next);
    }
  }

  private Booking changed(
      BookingStatus next,
      boolean cameOffTheLine,
      Bill nextBill,
      Reason why,
      Instant giveUp,
      InOrder carrier,
      Instant now) {
    return new Booking(
        id,
        holder,
        eventId,
        seatId,
        price,
        next,
        version + 1,
        cameOffTheLine,
        nextBill,
        why,
        giveUp,
        checkedInAt,
        refundedAt,
        null,
        createdAt,
        now,
        traceparent,
        carrier,
        group);
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
