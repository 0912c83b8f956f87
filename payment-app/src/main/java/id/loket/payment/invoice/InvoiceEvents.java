package id.loket.payment.invoice;

import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.payment.event.InvoiceEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Says what the world is told about an invoice's change. */
@Singleton
class InvoiceEvents {
  private final TolerantJson json;

  private final URI publicUrl;

  InvoiceEvents(TolerantJson json, InvoiceConfig config) {
    this.json = json;
    this.publicUrl = config.publicUrl();
  }

  /** The message on the broker. */
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
      Instant occurredAt) {}

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
      String failureReason) {}

  /** The event of an invoice's present status; none for PROCESSING and VOID. */
  Optional<InvoiceEvent> of(Invoice invoice) {
    return switch (invoice.status()) {
      case ISSUED -> Optional.of(event("invoice.issued", invoice));
      case PAID -> Optional.of(event("invoice.paid", invoice));
      case FAILED -> Optional.of(event("invoice.failed", invoice));
      case REFUNDED -> Optional.of(event("invoice.refunded", invoice));
      case PROCESSING, VOID -> Optional.empty();
    };
  }

  private InvoiceEvent event(String type, Invoice invoice) {
    Instant now = invoice.updatedAt();
    return new InvoiceEvent(
        Ids.next(),
        type,
        invoice.version(),
        now,
        json.write(message(invoice)),
        json.write(new WebhookBody(type, now, webhookData(invoice))),
        invoice.traceparent());
  }

  private InvoiceMessage message(Invoice invoice) {
    return new InvoiceMessage(
        invoice.number(),
        invoice.bookingId(),
        invoice.orderId(),
        invoice.amount(),
        invoice.customerId(),
        invoice.status(),
        InvoiceView.paymentPage(invoice.number(), publicUrl),
        invoice.expiresAt(),
        invoice.updatedAt());
  }

  private static WebhookData webhookData(Invoice invoice) {
    return new WebhookData(
        invoice.number(),
        invoice.bookingId(),
        invoice.orderId(),
        invoice.amount(),
        invoice.status(),
        endOfAttempt(invoice, AttemptStatus.SUCCEEDED),
        endOfAttempt(invoice, AttemptStatus.FAILED),
        invoice.status() == InvoiceStatus.REFUNDED ? invoice.updatedAt() : null,
        invoice.attempts().isEmpty() ? null : invoice.attempts().getLast().failureReason());
  }

  private static Instant endOfAttempt(Invoice invoice, AttemptStatus how) {
    return invoice.attempts().stream()
        .filter(attempt -> attempt.status() == how)
        .map(Attempt::endedAt)
        .findFirst()
        .orElse(null);
  }
}
