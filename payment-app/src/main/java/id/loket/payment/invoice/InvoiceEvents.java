package id.loket.payment.invoice;

import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.payment.event.InvoiceEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Says what the world is told about an invoice's change: of an order's by message and webhook, of a
 * booking's by webhook only, because nobody who listens to messages would do anything with it.
 */
@Singleton
class InvoiceEvents {
  private final TolerantJson json;

  private final URI publicUrl;

  InvoiceEvents(TolerantJson json, InvoiceConfig config) {
    this.json = json;
    this.publicUrl = config.publicUrl();
  }

  /**
   * The message on the broker.
   *
   * @param refunded how much was given back; null for everything else
   * @param refundable how much of what was paid nobody has asked back then
   * @param by who gave it back
   */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  record InvoiceMessage(
      InvoiceNumber invoiceNumber,
      UUID bookingId,
      UUID orderId,
      Money amount,
      UUID customerId,
      InvoiceStatus status,
      URI paymentUrl,
      Instant expiresAt,
      Instant occurredAt,
      Money refunded,
      Money refundable,
      String by) {}

  /** The body of a webhook, as Standard Webhooks lays it out. */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  record WebhookBody(String type, Instant timestamp, WebhookData data) {}

  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  record WebhookData(
      InvoiceNumber invoiceNumber,
      UUID bookingId,
      UUID orderId,
      Money amount,
      InvoiceStatus status,
      Instant paidAt,
      Instant failedAt,
      Instant refundedAt,
      String failureReason,
      Money refunded,
      Money refundable,
      String by) {}

  /** The event of a new invoice: the same for whoever issues it, and however often. */
  InvoiceEvent ofNew(Invoice invoice) {
    UUID id =
        UUID.nameUUIDFromBytes((invoice.number() + "\nissued").getBytes(StandardCharsets.UTF_8));
    return event(id, "invoice.issued", invoice, null);
  }

  /** The event of an invoice's change; none when it starts or goes on waiting, or is void. */
  Optional<InvoiceEvent> ofChange(Invoice before, Invoice after) {
    Optional<Refund> refund = after.settledSince(before);
    if (refund.isPresent()) {
      boolean isAll = after.status() == InvoiceStatus.REFUNDED;
      String type = isAll ? "invoice.refunded" : "invoice.partly_refunded";
      return Optional.of(event(Ids.next(), type, after, refund.get()));
    }
    if (after.status() == before.status()) {
      return Optional.empty();
    }
    return switch (after.status()) {
      case PAID -> Optional.of(event(Ids.next(), "invoice.paid", after, null));
      case FAILED -> Optional.of(event(Ids.next(), "invoice.failed", after, null));
      case REFUNDED, ISSUED, PROCESSING, VOID -> Optional.empty();
    };
  }

  private InvoiceEvent event(UUID id, String type, Invoice invoice, Refund refund) {
    Instant now = invoice.updatedAt();
    return new InvoiceEvent(
        id,
        type,
        invoice.version(),
        now,
        invoice.bookingId() == null ? json.write(message(invoice, refund)) : null,
        json.write(new WebhookBody(type, now, webhookData(invoice, refund))),
        invoice.traceparent());
  }

  private InvoiceMessage message(Invoice invoice, Refund refund) {
    return new InvoiceMessage(
        invoice.number(),
        invoice.bookingId(),
        invoice.orderId(),
        invoice.amount(),
        invoice.customerId(),
        invoice.status(),
        InvoiceView.paymentPage(invoice.number(), publicUrl),
        invoice.expiresAt(),
        invoice.updatedAt(),
        refund == null ? null : refund.amount(),
        refund == null ? null : InvoiceView.left(invoice),
        refund == null ? null : refund.by());
  }

  private static WebhookData webhookData(Invoice invoice, Refund refund) {
    return new WebhookData(
        invoice.number(),
        invoice.bookingId(),
        invoice.orderId(),
        invoice.amount(),
        invoice.status(),
        paidAt(invoice),
        invoice.status() == InvoiceStatus.FAILED ? invoice.updatedAt() : null,
        refund == null ? null : refund.settledAt(),
        invoice.status() == InvoiceStatus.FAILED
            ? invoice.attempts().getLast().failureReason()
            : null,
        refund == null ? null : refund.amount(),
        refund == null ? null : InvoiceView.left(invoice),
        refund == null ? null : refund.by());
  }

  /** An invoice of nothing was paid when it was issued. */
  private static Instant paidAt(Invoice invoice) {
    return invoice.attempts().stream()
        .filter(attempt -> attempt.status() == AttemptStatus.SUCCEEDED)
        .map(Attempt::endedAt)
        .findFirst()
        .orElseGet(() -> isFreeAndPaid(invoice) ? invoice.createdAt() : null);
  }

  private static boolean isFreeAndPaid(Invoice invoice) {
    return invoice.isFree() && invoice.attempts().isEmpty() && invoice.wasPaid();
  }
}
