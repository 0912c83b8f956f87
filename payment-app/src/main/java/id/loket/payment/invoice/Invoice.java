package id.loket.payment.invoice;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody owes for a booking or an order.
 *
 * @param version how often its status, attempts or refunds have changed; also the order of its
 *     events
 * @param bookingId what it is for; null when it is for an order
 * @param orderId what it is for; null when it is for a booking
 * @param attempts payments tried, oldest first
 * @param refunds money given back, or about to be, oldest first
 * @param traceparent the trace it was asked for in, which its payment and all that follows join; or
 *     null
 */
public record Invoice(
    InvoiceNumber number,
    InvoiceStatus status,
    int version,
    UUID bookingId,
    UUID orderId,
    Money amount,
    UUID customerId,
    Language customerLanguage,
    String description,
    Instant expiresAt,
    Instant createdAt,
    Instant updatedAt,
    List<Attempt> attempts,
    List<Refund> refunds,
    String traceparent) {

  /** The version of an invoice that nothing has become of. */
  public static final int AS_ISSUED = 0;

  public Invoice {
    attempts = List.copyOf(attempts);
    refunds = List.copyOf(refunds);
  }

  /** Says that an invoice in that status may not become the other. */
  public static final class Refused extends RuntimeException {
    private final transient Invoice invoice;

    Refused(Invoice invoice, InvoiceStatus wanted) {
      super(invoice.status() + " may not become " + wanted, null, false, false);
      this.invoice = invoice;
    }

    public Invoice invoice() {
      return invoice;
    }
  }

  /** The attempt that is under way, if there is one. */
  public Optional<Attempt> underWay() {
    return attempts.stream().filter(a -> a.status() == AttemptStatus.PROCESSING).findFirst();
  }

  /** Refunds the gateway was asked for and has not confirmed. */
  public List<Refund> refundsUnderWay() {
    return refunds.stream().filter(refund -> !refund.isSettled()).toList();
  }

  /** Whether the gateway has something to do. */
  public boolean isUnderWay() {
    return underWay().isPresent() || !refundsUnderWay().isEmpty();
  }

  /** Whether nobody paid in time. */
  public boolean isExpired(Instant now) {
    return status == InvoiceStatus.ISSUED && !now.isBefore(expiresAt);
  }

  /**
   * A payment starts.
   *
   * @throws Refused unless the invoice waits to be paid and is in time
   */
  public Invoice paying(Attempt attempt, Instant now) {
    if (isExpired(now)) {
      throw new Refused(this, InvoiceStatus.PROCESSING);
    }
    return become(InvoiceStatus.PROCESSING, added(attempts, attempt), now);
  }

  /**
   * Whoever issued it wants it to be payable for longer, also when its time is up. That is no
   * change of what has become of it, and needs no order among those.
   *
   * @throws Refused unless it waits to be paid, and not already for that long
   */
  public Invoice extended(Instant until) {
    if (!mayBeExtended(until)) {
      throw new Refused(this, InvoiceStatus.ISSUED);
    }
    return with(status, version, until, attempts, refunds, updatedAt);
  }

  boolean mayBeExtended(Instant until) {
    return status == InvoiceStatus.ISSUED && until.isAfter(expiresAt);
  }

  /**
   * Nothing is to be paid.
   *
   * @throws Refused unless it is an invoice of nothing that waits to be paid
   */
  public Invoice free(Instant now) {
    if (status != InvoiceStatus.ISSUED || !isFree()) {
      throw new Refused(this, InvoiceStatus.PAID);
    }
    return changed(InvoiceStatus.PAID, attempts, refunds, now);
  }

  boolean wasPaid() {
    return status == InvoiceStatus.PAID || status == InvoiceStatus.REFUNDED;
  }

  public boolean isFree() {
    return amount.amount() == 0;
  }

  /**
   * The gateway took the money.
   *
   * @throws Refused unless that attempt is the one under way
   */
  public Invoice paid(UUID attemptId, Instant now) {
    return settled(InvoiceStatus.PAID, attemptId, current(attemptId).succeeded(now), now);
  }

  /**
   * The gateway refused. The last try that is allowed ends the invoice; before that it waits to be
   * paid again.
   *
   * @param tries how often it may be tried
   * @throws Refused unless that attempt is the one under way
   */
  public Invoice failed(UUID attemptId, String reason, int tries, Instant now) {
    InvoiceStatus next = attempts.size() < tries ? InvoiceStatus.ISSUED : InvoiceStatus.FAILED;
    return settled(next, attemptId, current(attemptId).failed(reason, now), now);
  }

  /**
   * Nobody is to pay it any more.
   *
   * @throws Refused once a payment has started
   */
  public Invoice voided(Instant now) {
    return become(InvoiceStatus.VOID, attempts, now);
  }

  /**
   * Money is to be given back.
   *
   * @throws Refused unless it was paid, and as much of it is left
   */
  public Invoice refunding(Refund refund, Instant now) {
    if (status != InvoiceStatus.PAID || refund.amount().amount() > refundable()) {
      throw new Refused(this, InvoiceStatus.REFUNDED);
    }
    return changed(status, attempts, added(refunds, refund), now);
  }

  /**
   * All that is left is to be given back.
   *
   * @throws Refused unless it was paid, and something of it is left
   */
  public Invoice refundingRest(UUID refundId, String by, Instant now) {
    boolean isAnythingLeft = isFree() ? refunds.isEmpty() : refundable() > 0;
    if (!isAnythingLeft) {
      throw new Refused(this, InvoiceStatus.REFUNDED);
    }
    Money rest = new Money(refundable(), amount.currency());
    return refunding(new Refund(refundId, rest, by, now, null), now);
  }

  /**
   * The gateway has given money back. With the last of it the invoice is refunded.
   *
   * @throws Refused unless that refund is under way
   */
  public Invoice refunded(UUID refundId, Instant now) {
    if (refund(refundId).filter(refund -> !refund.isSettled()).isEmpty()) {
      throw new Refused(this, InvoiceStatus.REFUNDED);
    }
    List<Refund> known =
        refunds.stream().map(r -> r.id().equals(refundId) ? r.settled(now) : r).toList();
    boolean isAll = refundable() == 0 && known.stream().allMatch(Refund::isSettled);
    return changed(isAll ? InvoiceStatus.REFUNDED : status, attempts, known, now);
  }

  /** How much of what was paid nobody has asked back. */
  public long refundable() {
    return amount.amount() - refunds.stream().mapToLong(r -> r.amount().amount()).sum();
  }

  public Optional<Refund> refund(UUID refundId) {
    return refunds.stream().filter(refund -> refund.id().equals(refundId)).findFirst();
  }

  /** The refund that was settled since then, if one was. */
  Optional<Refund> settledSince(Invoice before) {
    return refunds.stream()
        .filter(Refund::isSettled)
        .filter(refund -> before.refund(refund.id()).filter(Refund::isSettled).isEmpty())
        .findFirst();
  }

  private static <T> List<T> added(List<T> all, T one) {
    List<T> more = new ArrayList<>(all);
    more.add(one);
    return more;
  }

  private Attempt current(UUID attemptId) {
    return attempts.stream()
        .filter(a -> a.id().equals(attemptId) && a.status() == AttemptStatus.PROCESSING)
        .findFirst()
        .orElseThrow(() -> new Refused(this, InvoiceStatus.PAID));
  }

  private Invoice settled(InvoiceStatus next, UUID attemptId, Attempt ended, Instant now) {
    return become(
        next, attempts.stream().map(a -> a.id().equals(attemptId) ? ended : a).toList(), now);
  }

  private Invoice become(InvoiceStatus next, List<Attempt> tried, Instant now) {
    requireWay(next);
    return changed(next, tried, refunds, now);
  }

  private void requireWay(InvoiceStatus next) {
    if (!status.mayBecome(next)) {
      throw new Refused(this, next);
    }
  }

  private Invoice changed(
      InvoiceStatus next, List<Attempt> tried, List<Refund> given, Instant now) {
    return with(next, version + 1, expiresAt, tried, given, now);
  }

  private Invoice with(
      InvoiceStatus next,
      int nextVersion,
      Instant until,
      List<Attempt> tried,
      List<Refund> given,
      Instant now) {
    return new Invoice(
        number,
        next,
        nextVersion,
        bookingId,
        orderId,
        amount,
        customerId,
        customerLanguage,
        description,
        until,
        createdAt,
        now,
        tried,
        given,
        traceparent);
  }
}
