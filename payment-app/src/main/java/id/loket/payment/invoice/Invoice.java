package id.loket.payment.invoice;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What somebody owes for a booking or an order.
 *
 * @param version rises by one with every change; also the order of the invoice's events
 * @param bookingId what it is for; null when it is for an order
 * @param orderId what it is for; null when it is for a booking
 * @param attempts payments tried, oldest first
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
    String traceparent) {

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
   * The gateway took the money.
   *
   * @throws Refused unless that attempt is the one under way
   */
  public Invoice paid(UUID attemptId, Instant now) {
    return settled(InvoiceStatus.PAID, attemptId, current(attemptId).succeeded(now), now);
  }

  /**
   * The gateway refused.
   *
   * @throws Refused unless that attempt is the one under way
   */
  public Invoice failed(UUID attemptId, String reason, Instant now) {
    return settled(InvoiceStatus.FAILED, attemptId, current(attemptId).failed(reason, now), now);
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
   * @throws Refused unless it was paid
   */
  public Invoice refunded(Instant now) {
    return become(InvoiceStatus.REFUNDED, attempts, now);
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
    if (!status.mayBecome(next)) {
      throw new Refused(this, next);
    }
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
        expiresAt,
        createdAt,
        now,
        tried,
        traceparent);
  }
}
