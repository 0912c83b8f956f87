package id.loket.payment.payment;

import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.payment.invoice.Attempt;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.Invoices;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Paying invoices. */
@ApplicationScoped
public class Payments {
  private final Invoices invoices;
  private final PaymentGateway gateway;
  private final PaymentProcessing processing;

  Payments(Invoices invoices, PaymentGateway gateway, PaymentProcessing processing) {
    this.invoices = invoices;
    this.gateway = gateway;
    this.processing = processing;
  }

  /**
   * A payment that was accepted.
   *
   * @param isRepeated whether the same request had been accepted before
   */
  public record Accepted(Invoice invoice, boolean isRepeated) {}

  /** The ways to pay a payer may choose from; none when there is nothing to choose. */
  public List<String> methods() {
    return gateway.methods();
  }

  /**
   * Starts to pay an invoice; of many requests at once, one is accepted.
   *
   * @param method one of {@link #methods()}, or null
   * @param key the request's Idempotency-Key: the same one is answered as the first time
   * @throws Problem {@code invalid-input} for an unknown method; {@code idempotency-key-reused};
   *     the problems of {@link Invoices#startPayment}
   */
  public Uni<Accepted> pay(InvoiceNumber number, String method, Optional<String> key) {
    if (method != null && !gateway.methods().contains(method)) {
      throw Problem.invalid("method", "field.method");
    }
    return key.isPresent()
        ? payOnce(number, method, attemptOf(number, key.get()))
        : start(number, method, Ids.next());
  }

  private Uni<Accepted> payOnce(InvoiceNumber number, String method, UUID attemptId) {
    return invoices
        .get(number)
        .chain(
            invoice ->
                attempt(invoice, attemptId)
                    .map(known -> repeat(invoice, known, method))
                    .orElseGet(() -> start(number, method, attemptId)));
  }

  private Uni<Accepted> repeat(Invoice invoice, Attempt known, String method) {
    if (!Objects.equals(known.method(), method)) {
      throw new Problem(ProblemType.KEY_REUSED);
    }
    return Uni.createFrom().item(new Accepted(invoice, true));
  }

  private Uni<Accepted> start(InvoiceNumber number, String method, UUID attemptId) {
    return invoices
        .startPayment(number, attemptId, method)
        .invoke(invoice -> processing.begin(invoice, attempt(invoice, attemptId).orElseThrow()))
        .map(invoice -> new Accepted(invoice, false));
  }

  private static Optional<Attempt> attempt(Invoice invoice, UUID id) {
    return invoice.attempts().stream().filter(attempt -> attempt.id().equals(id)).findFirst();
  }

  private static UUID attemptOf(InvoiceNumber number, String key) {
    return UUID.nameUUIDFromBytes((number + "\n" + key).getBytes(StandardCharsets.UTF_8));
  }
}
