package id.loket.payment.invoice;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.problem.Problem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for an invoice.
 *
 * @param bookingId the booking it is for, a UUID version 7; either this or {@code orderId}
 * @param orderId the order it is for
 * @param customer who is to pay
 * @param description what the customer reads on the payment page
 * @param expiresAt until when it can be paid
 */
@Schema(
    examples =
        """
        {"bookingId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f",
         "amount": {"amount": 150000, "currency": "IDR"},
         "customer": {"id": "0192f0c1-1111-7c2d-9e4f-5a6b7c8d9e0f", "locale": "id"},
         "description": "Konser Senja, kursi A-12", "expiresAt": "2027-03-01T12:15:00Z"}\
        """)
public record IssueInvoice(
    UUID bookingId,
    UUID orderId,
    @NotNull @Valid Money amount,
    @NotNull @Valid Customer customer,
    @NotBlank @Size(max = 500) String description,
    @NotNull Instant expiresAt) {

  /**
   * Who is to pay.
   *
   * @param name accepted and not kept: the page behind the link shows no personal data
   * @param locale language of the payment page when the browser asks for none of ours
   */
  public record Customer(@NotNull UUID id, @Size(max = 200) String name, Language locale) {}

  InvoiceSource source() {
    return bookingId != null
        ? new InvoiceSource.ForBooking(bookingId)
        : new InvoiceSource.ForOrder(orderId);
  }

  /**
   * Checks what concerns more than one field.
   *
   * @throws Problem {@code invalid-input}
   */
  void check(Instant now) {
    if ((bookingId == null) == (orderId == null)) {
      throw Problem.invalid("bookingId", "field.booking-or-order");
    }
    if (source().day().isEmpty()) {
      throw Problem.invalid(bookingId != null ? "bookingId" : "orderId", "field.uuid-version");
    }
    if (!amount.hasKnownCurrency()) {
      throw Problem.invalid("amount.currency", "field.currency");
    }
    if (!expiresAt.isAfter(now)) {
      throw Problem.invalid("expiresAt", "field.future");
    }
  }
}
