package id.loket.ticket.order;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Items somebody ordered, and the seat they go with.
 *
 * @param seat the booking it carries, or null
 * @param total what its items and its seat cost
 * @param version rises by one with each status
 * @param reason why it is off, or null
 * @param bill what payment-app asks for; null until it has said so
 * @param done when each step was done, as its service said
 * @param late steps an alarm was raised for
 * @param refundedAt when its money was given back although it was on its way, or null
 * @param unsettledSince since when a person is asked to find out whether it was paid, or null
 * @param traceparent the trace it was asked for in, or null
 */
public record Order(
    UUID id,
    UUID userId,
    Language language,
    OrderStatus status,
    int version,
    List<Line> lines,
    Seat seat,
    Money total,
    String reason,
    Bill bill,
    Map<Step, Instant> done,
    Set<Step> late,
    Instant refundedAt,
    Instant unsettledSince,
    Instant createdAt,
    Instant updatedAt,
    String traceparent) {
  public static final String UNPAID = "payment-expired";
  public static final String PAYMENT_FAILED = "payment-failed";
  public static final String BY_USER = "cancelled-by-user";
  public static final String EVENT_CANCELLED = "event-cancelled";
  public static final String NOT_BILLED = "payment-unavailable";
  public static final String REFUNDED = "refunded";

  /**
   * So many of an item.
   *
   * @param price of one
   */
  public record Line(String store, String item, long quantity, Money price) {}

  /**
   * A booking that an order carries.
   *
   * @param event what the event is called
   * @param seat where the seat is
   * @param used whether its ticket was used at the door
   */
  public record Seat(
      UUID bookingId,
      UUID eventId,
      UUID seatId,
      String event,
      String seat,
      Money price,
      boolean used) {}

  /** The invoice of an order. */
  public record Bill(String invoiceNumber, String paymentUrl, Instant expiresAt) {}

  /** A new order; one over nothing has nothing to wait for. */
  static Order placed(
      UUID id,
      UUID userId,
      Language language,
      List<Line> lines,
      Seat seat,
      Instant now,
      String traceparent) {
    Money total = total(lines, seat);
    return new Order(
        id,
        userId,
        language,
        total.amount() == 0 ? OrderStatus.PAID : OrderStatus.PLACED,
        1,
        lines,
        seat,
        total,
        null,
        null,
        Map.of(),
        Set.of(),
        null,
        null,
        now,
        now,
        traceparent);
  }

  /** What all lines and the seat cost together; they have one currency. */
  static Money total(List<Line> lines, Seat seat) {
    long items = lines.stream().mapToLong(line -> line.price().amount() * line.quantity()).sum();
    long amount = seat == null ? items : items + seat.price().amount();
    return new Money(amount, lines.getFirst().price().currency());
  }

  /** Its invoice was paid; without effect unless it waits for that. */
  Order pay(Instant now) {
    return status == OrderStatus.PLACED ? become(OrderStatus.PAID, null, now) : this;
  }

  /**
   * It is off; without effect when it is already. One whose ticket was used stays: nobody is let in
   * and given their money back.
   */
  Order cancel(String why, Instant now) {
    return status == OrderStatus.CANCELLED || wasUsed()
        ? this
        : become(OrderStatus.CANCELLED, why, now);
  }

  /**
   * Its money was given back: it is off, or, when it is on its way or its ticket was used, only
   * marked.
   */
  Order refund(Instant now) {
    if (status == OrderStatus.CANCELLED || refundedAt != null) {
      return this;
    }
    return isOnItsWay() || wasUsed()
        ? changed(status, reason, now, now)
        : become(OrderStatus.CANCELLED, REFUNDED, now);
  }

  /** Whether it left: it is paid, and its items are picked. Then it is not called off any more. */
  boolean isOnItsWay() {
    return status == OrderStatus.PAID && done.containsKey(Step.FULFILMENT);
  }

  /** Whether the ticket of the seat it carries was used. */
  boolean wasUsed() {
    return seat != null && seat.used();
  }

  /** Its payment failed, or came too late; without effect unless it waits for it. */
  Order fail(String why, Instant now) {
    return status == OrderStatus.PLACED ? become(OrderStatus.CANCELLED, why, now) : this;
  }

  private Order become(OrderStatus next, String why, Instant now) {
    return changed(next, why, refundedAt, now);
  }

  private Order changed(OrderStatus next, String why, Instant refunded, Instant now) {
    return new Order(
        id,
        userId,
        language,
        next,
        version + 1,
        lines,
        seat,
        total,
        why,
        bill,
        done,
        late,
        refunded,
        null,
        createdAt,
        now,
        traceparent);
  }
}
