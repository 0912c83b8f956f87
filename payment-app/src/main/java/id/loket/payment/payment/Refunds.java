package id.loket.payment.payment;

import id.loket.kit.money.Money;
import id.loket.kit.problem.Problem;
import id.loket.payment.invoice.Attempt;
import id.loket.payment.invoice.AttemptStatus;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.InvoiceProblems;
import id.loket.payment.invoice.InvoiceStatus;
import id.loket.payment.invoice.Invoices;
import id.loket.payment.invoice.Refund;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives money back: what is asked for is written first, then the gateway is asked, then its answer
 * is written. So never more is given back than was paid, whoever asks at once; and what a crash
 * leaves half-way is finished by the sweep of payments.
 */
@Singleton
public class Refunds {
  private final Invoices invoices;
  private final PaymentGateway gateway;
  private final PaymentConfig config;

  Refunds(Invoices invoices, PaymentGateway gateway, PaymentConfig config) {
    this.invoices = invoices;
    this.gateway = gateway;
    this.config = config;
  }

  /**
   * Gives back all that is left. Repeating it is harmless.
   *
   * @param by a service's name, or {@link Refund#ADMINISTRATOR}
   * @throws Problem {@code invoice-not-refundable} with its {@code invoiceStatus}
   */
  public Uni<Invoice> all(InvoiceNumber number, String by) {
    return invoices
        .requestRestOfRefund(number, by)
        .chain(this::settle)
        .invoke(
            invoice -> {
              if (invoice.status() != InvoiceStatus.REFUNDED) {
                throw InvoiceProblems.notRefundable(invoice);
              }
            });
  }

  /**
   * Gives some of it back, once per key.
   *
   * @throws Problem {@code invoice-not-refundable} with its {@code invoiceStatus}; {@code
   *     refund-too-large} with the {@code refundable} amount that is left; {@code
   *     idempotency-key-reused} for another amount
   */
  public Uni<Invoice> some(InvoiceNumber number, Money amount, String key, String by) {
    UUID id =
        UUID.nameUUIDFromBytes((number + "\nrefund\n" + key).getBytes(StandardCharsets.UTF_8));
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return invoices
        .get(number)
        .invoke(
            invoice -> {
              if (!invoice.amount().currency().equals(amount.currency())) {
                throw Problem.invalid("amount.currency", "field.currency");
              }
            })
        .chain(() -> invoices.requestRefund(number, new Refund(id, amount, by, now, null)))
        .chain(this::settle);
  }

  /** Finishes whatever refunds of an invoice are under way. */
  Uni<Invoice> settle(Invoice invoice) {
    return Multi.createFrom()
        .iterable(invoice.refundsUnderWay())
        .onItem()
        .transformToUniAndConcatenate(refund -> settle(invoice, refund))
        .collect()
        .last()
        .map(last -> Optional.ofNullable(last).orElse(invoice));
  }

  private Uni<Invoice> settle(Invoice invoice, Refund refund) {
    return giveBack(invoice, refund)
        .chain(() -> invoices.refundSettled(invoice.number(), refund.id()));
  }

  private Uni<Void> giveBack(Invoice invoice, Refund refund) {
    return invoice.isFree()
        ? Uni.createFrom().voidItem() // of nothing: the gateway never heard of it
        : gateway
            .refund(paidBy(invoice), refund.id(), refund.amount())
            .ifNoItem()
            .after(config.refundTimeout())
            .failWith(() -> new IOException("the gateway did not answer in time"));
  }

  private static UUID paidBy(Invoice invoice) {
    return invoice.attempts().stream()
        .filter(attempt -> attempt.status() == AttemptStatus.SUCCEEDED)
        .map(Attempt::id)
        .findFirst()
        .orElseThrow();
  }
}
