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
 * @param version rises by one with every change; also the order of the invoice's events
 * @param bookingId what it is for; null when it is for an order
 * @param orderId what it is for; null when it is for a booking
 * @param attempts payments tried, oldest first
 * @param refundedBy who gave the money back: a service's name or {@link #ADMINISTRATOR}; null while
 *     nobody has
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
    String refundedBy,
    String traceparent) {
  /** Who gave money back that no service did. */
  public static final String ADMINISTRATOR = "administrator";

  public Invoice {
    attempts = List.copyOf(attempts);
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
    List<Attempt> tried = new ArrayList<>(attempts);
    tried.add(attempt);
    return become(InvoiceStatus.PROCESSING, tried, now);
  }

  /**
   * Whoever issued it wants it to be payable for longer, also when its time is up.
   *
   * @throws Refused unless it waits to be paid, and not already for that long
   */
  public Invoice extended(Instant until, Instant now) {
    if (status != InvoiceStatus.ISSUED || !until.isAfter(expiresAt)) {
      throw new Refused(this, InvoiceStatus.ISSUED);
    }
    return with(status, until, attempts, refundedBy, now);
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
    return with(InvoiceStatus.PAID, expiresAt, attempts, refundedBy, now);
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
   * The money was given back.
   *
   * @param by a service's name, or {@link #ADMINISTRATOR}
   * @throws Refused unless it was paid
   */
  public Invoice refunded(String by, Instant now) {
    requireWay(InvoiceStatus.REFUNDED);
    return with(InvoiceStatus.REFUNDED, expiresAt, attempts, by, now);
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
    return with(next, expiresAt, tried, refundedBy, now);
  }

  private void requireWay(InvoiceStatus next) {
    if (!status.mayBecome(next)) {
      throw new Refused(this, next);
    }
  }

  private Invoice with(
      InvoiceStatus next, Instant until, List<Attempt> tried, String refunder, Instant now) {
    return new Invoice(
        number,
        next,
        version + 1,
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
        refunder,
        traceparent);
  }
}
