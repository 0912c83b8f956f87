package id.loket.payment.invoice;

import id.loket.kit.money.Money;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An invoice as it is answered.
 *
 * @param refundable how much of what was paid nobody has asked back; null before it was paid
 */
@Schema(
    name = "Invoice",
    examples =
        """
        {"number": "INV-20270301-7Q2M9X4B8C3D5F6G", "status": "ISSUED",
         "paymentUrl": "http://127.0.0.1:8093/pay/INV-20270301-7Q2M9X4B8C3D5F6G",
         "bookingId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f",
         "amount": {"amount": 150000, "currency": "IDR"},
         "customerId": "0192f0c1-1111-7c2d-9e4f-5a6b7c8d9e0f",
         "description": "Konser Senja, kursi A-12", "expiresAt": "2027-03-01T12:15:00Z",
         "createdAt": "2027-03-01T12:00:00Z", "updatedAt": "2027-03-01T12:00:00Z", "attempts": [],
         "refunds": [], "refundable": null}\
        """)
public record InvoiceView(
    InvoiceNumber number,
    InvoiceStatus status,
    URI paymentUrl,
    UUID bookingId,
    UUID orderId,
    Money amount,
    UUID customerId,
    String description,
    Instant expiresAt,
    Instant createdAt,
    Instant updatedAt,
    List<AttemptView> attempts,
    List<RefundView> refunds,
    Money refundable) {

  /** A payment that was tried. */
  @Schema(name = "PaymentAttempt")
  public record AttemptView(
      UUID id,
      String method,
      AttemptStatus status,
      Instant startedAt,
      Instant endedAt,
      String failureReason) {
    static AttemptView of(Attempt attempt) {
      return new AttemptView(
          attempt.id(),
          attempt.method(),
          attempt.status(),
          attempt.startedAt(),
          attempt.endedAt(),
          attempt.failureReason());
    }
  }

  /**
   * Money given back.
   *
   * @param by a service's name or {@code administrator}
   * @param settledAt null while the gateway has not confirmed it
   */
  @Schema(name = "Refund")
  public record RefundView(Money amount, String by, Instant requestedAt, Instant settledAt) {
    static RefundView of(Refund refund) {
      return new RefundView(refund.amount(), refund.by(), refund.requestedAt(), refund.settledAt());
    }
  }

  /** A view; its payment page is under that public address. */
  public static InvoiceView of(Invoice invoice, URI publicUrl) {
    return new InvoiceView(
        invoice.number(),
        invoice.status(),
        paymentPage(invoice.number(), publicUrl),
        invoice.bookingId(),
        invoice.orderId(),
        invoice.amount(),
        invoice.customerId(),
        invoice.description(),
        invoice.expiresAt(),
        invoice.createdAt(),
        invoice.updatedAt(),
        invoice.attempts().stream().map(AttemptView::of).toList(),
        invoice.refunds().stream().map(RefundView::of).toList(),
        left(invoice));
  }

  /** How much of what was paid nobody has asked back; null before it was paid. */
  static Money left(Invoice invoice) {
    return invoice.wasPaid() ? new Money(invoice.refundable(), invoice.amount().currency()) : null;
  }

  static URI paymentPage(InvoiceNumber number, URI publicUrl) {
    String base = publicUrl.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + "pay/" + number.text());
  }
}
