package id.loket.payment.invoice;

import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.trace.TraceParent;
import id.loket.payment.event.EventRelay;
import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.webhook.Deliveries;
import id.loket.payment.webhook.Delivery;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Issuing and changing invoices. Every change is one conditional write of the status together with
 * the event and the webhook deliveries that follow from it; only then is the outside told.
 */
@ApplicationScoped
public class Invoices {
  private static final int TRIES_AGAINST_OTHERS = 20;

  private final InvoiceStore store;
  private final NumberKey numbers;
  private final InvoiceEvents events;
  private final Deliveries deliveries;
  private final EventRelay relay;
  private final InvoiceConfig config;
  private final MeterRegistry metrics;

  Invoices(
      InvoiceStore store,
      NumberKey numbers,
      InvoiceEvents events,
      Deliveries deliveries,
      EventRelay relay,
      InvoiceConfig config,
      MeterRegistry metrics) {
    this.store = store;
    this.numbers = numbers;
    this.events = events;
    this.deliveries = deliveries;
    this.relay = relay;
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * An invoice as asked for.
   *
   * @param isNew false when the booking or order had it already
   */
  public record Issued(Invoice invoice, boolean isNew) {}

  /**
   * Issues the invoice of a booking or an order. Repeating the request answers the same invoice and
   * changes nothing, whatever has become of it meanwhile.
   *
   * <p>An invoice of nothing is paid with that.
   *
   * @throws Problem {@code invoice-conflict} when that booking or order owes another amount
   */
  public Uni<Issued> issue(IssueInvoice wanted) {
    InvoiceSource source = wanted.source();
    return numbers
        .numberOf(source, source.day().orElseThrow())
        .chain(number -> insert(newInvoice(number, wanted, now()), wanted))
        .chain(this::settleIfFree);
  }

  /**
   * Issues an invoice that can be paid until the time asked for: one issued before, whose time ends
   * sooner or is up, is extended as long as nobody has paid it or is about to.
   *
   * @throws Problem {@code invoice-conflict} when that booking or order owes another amount
   */
  public Uni<Issued> issueOrExtend(IssueInvoice wanted) {
    return issue(wanted)
        .chain(
            issued ->
                mayExtend(issued.invoice(), wanted.expiresAt())
                    ? extend(issued.invoice().number(), wanted.expiresAt())
                        .map(invoice -> new Issued(invoice, issued.isNew()))
                    : Uni.createFrom().item(issued));
  }

  private static boolean mayExtend(Invoice invoice, Instant until) {
    return invoice.status() == InvoiceStatus.ISSUED && until.isAfter(invoice.expiresAt());
  }

  private Uni<Invoice> extend(InvoiceNumber number, Instant until) {
    return changeOrLeave(number, (invoice, now) -> invoice.extended(until, now));
  }

  private Uni<Issued> settleIfFree(Issued issued) {
    return issued.invoice().isFree() && issued.invoice().status() == InvoiceStatus.ISSUED
        ? changeOrLeave(issued.invoice().number(), Invoice::free)
            .map(invoice -> new Issued(invoice, issued.isNew()))
        : Uni.createFrom().item(issued);
  }

  private Uni<Issued> insert(Invoice invoice, IssueInvoice wanted) {
    InvoiceEvent event = events.ofNew(invoice);
    return deliveries
        .plan(invoice.number().text(), event)
        .chain(
            planned ->
                store
                    .insert(invoice, event, planned)
                    .invoke(inserted -> announce(inserted, invoice, Optional.of(event), planned)))
        .chain(
            inserted ->
                inserted
                    ? Uni.createFrom().item(new Issued(invoice, true))
                    : get(invoice.number()).map(earlier -> existing(earlier, wanted)));
  }

  private static Issued existing(Invoice invoice, IssueInvoice wanted) {
    if (!invoice.amount().equals(wanted.amount())
        || !invoice.customerId().equals(wanted.customer().id())) {
      throw new Problem(InvoiceProblems.CONFLICT).with("number", invoice.number());
    }
    return new Issued(invoice, false);
  }

  /**
   * An invoice.
   *
   * @throws Problem {@code not-found}
   */
  public Uni<Invoice> get(InvoiceNumber number) {
    return find(number).map(found -> found.orElseThrow(() -> new Problem(ProblemType.NOT_FOUND)));
  }

  public Uni<Optional<Invoice>> find(InvoiceNumber number) {
    return store.find(number);
  }

  /** The invoice of a booking, if one was ever issued. */
  public Uni<Optional<Invoice>> ofBooking(UUID bookingId) {
    return ofSource(new InvoiceSource.ForBooking(bookingId));
  }

  /** The invoice of an order, if one was ever issued. */
  public Uni<Optional<Invoice>> ofOrder(UUID orderId) {
    return ofSource(new InvoiceSource.ForOrder(orderId));
  }

  private Uni<Optional<Invoice>> ofSource(InvoiceSource source) {
    return source
        .day()
        .map(day -> numbers.numberOf(source, day).chain(store::find))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /**
   * Starts a payment: of many who try at once, one succeeds. An attempt that was started before is
   * simply answered again.
   *
   * @throws Problem {@code invoice-already-paid}, {@code invoice-processing}, {@code invoice-void},
   *     {@code invoice-failed}, {@code invoice-refunded} or {@code invoice-expired}
   */
  public Uni<Invoice> startPayment(InvoiceNumber number, UUID attemptId, String method) {
    return change(
            number, (invoice, now) -> invoice.paying(Attempt.started(attemptId, method, now), now))
        .onFailure(Invoice.Refused.class)
        .transform(refused -> InvoiceProblems.notPayable(((Invoice.Refused) refused).invoice()));
  }

  /** The gateway took the money; without effect when that is known already. */
  public Uni<Void> paymentSucceeded(InvoiceNumber number, UUID attemptId) {
    return settle(number, (invoice, now) -> invoice.paid(attemptId, now));
  }

  /** The gateway refused; without effect when that is known already. */
  public Uni<Void> paymentFailed(InvoiceNumber number, UUID attemptId, String reason) {
    return settle(number, (invoice, now) -> invoice.failed(attemptId, reason, config.tries(), now));
  }

  private Uni<Void> settle(InvoiceNumber number, BiFunction<Invoice, Instant, Invoice> outcome) {
    return changeOrLeave(number, outcome).replaceWithVoid();
  }

  /**
   * Withdraws an invoice nobody has started to pay.
   *
   * @return the invoice as it is then: void, now or already, or in the status that keeps it from
   *     being so
   */
  public Uni<Invoice> withdraw(InvoiceNumber number) {
    return changeOrLeave(number, Invoice::voided);
  }

  /**
   * Remembers that money is to be given back. A refund of that id that is known already stays as it
   * is.
   *
   * @throws Problem {@code invoice-not-refundable} with its {@code invoiceStatus}; {@code
   *     refund-too-large} with the {@code refundable} amount that is left; {@code
   *     idempotency-key-reused} for another amount
   */
  public Uni<Invoice> requestRefund(InvoiceNumber number, Refund refund) {
    return changeOrLeave(
            number,
            (invoice, now) -> {
              if (invoice.refund(refund.id()).isPresent()) {
                throw new Invoice.Refused(invoice, InvoiceStatus.REFUNDED);
              }
              return invoice.refunding(refund, now);
            })
        .invoke(invoice -> requireRequested(invoice, refund));
  }

  /**
   * Remembers that all that is left is to be given back; without effect when nothing is, or when it
   * was not paid.
   *
   * @param by a service's name, or {@link Refund#ADMINISTRATOR}
   */
  public Uni<Invoice> requestRestOfRefund(InvoiceNumber number, String by) {
    return changeOrLeave(number, (invoice, now) -> invoice.refundingRest(Ids.next(), by, now));
  }

  private static void requireRequested(Invoice invoice, Refund wanted) {
    Refund known =
        invoice.refund(wanted.id()).orElseThrow(() -> InvoiceProblems.notRefundable(invoice));
    if (!known.amount().equals(wanted.amount())) {
      throw new Problem(ProblemType.KEY_REUSED);
    }
  }

  /** The gateway has given money back; without effect when that is known already. */
  public Uni<Invoice> refundSettled(InvoiceNumber number, UUID refundId) {
    return changeOrLeave(number, (invoice, now) -> invoice.refunded(refundId, now));
  }

  /** Changes an invoice, or answers it as it is when it does not allow that. */
  private Uni<Invoice> changeOrLeave(
      InvoiceNumber number, BiFunction<Invoice, Instant, Invoice> transition) {
    return change(number, transition)
        .onFailure(Invoice.Refused.class)
        .recoverWithItem(refused -> ((Invoice.Refused) refused).invoice());
  }

  private Uni<Invoice> change(
      InvoiceNumber number, BiFunction<Invoice, Instant, Invoice> transition) {
    return Uni.createFrom()
        .deferred(() -> changeAsRead(number, transition))
        .onFailure(OvertakenByOthers.class)
        .retry()
        .atMost(TRIES_AGAINST_OTHERS);
  }

  private Uni<Invoice> changeAsRead(
      InvoiceNumber number, BiFunction<Invoice, Instant, Invoice> transition) {
    return get(number).chain(before -> save(before, transition.apply(before, now())));
  }

  private Uni<Invoice> save(Invoice before, Invoice after) {
    Optional<InvoiceEvent> event = events.ofChange(before, after);
    Uni<List<Delivery>> planning =
        event.isPresent()
            ? deliveries.plan(after.number().text(), event.get())
            : Uni.createFrom().item(List.of());
    return planning
        .chain(
            planned ->
                store
                    .update(before, after, event, planned)
                    .invoke(saved -> announce(saved, after, event, planned)))
        .map(
            saved -> {
              if (!saved) {
                throw new OvertakenByOthers();
              }
              return after;
            });
  }

  private void announce(
      boolean written, Invoice invoice, Optional<InvoiceEvent> event, List<Delivery> planned) {
    if (!written) {
      return;
    }
    metrics.counter("loket.invoices", "status", invoice.status().name()).increment();
    event.ifPresent(happened -> relay.wake(invoice.number().text(), happened));
    deliveries.enqueue(planned);
  }

  private static Invoice newInvoice(InvoiceNumber number, IssueInvoice wanted, Instant now) {
    return new Invoice(
        number,
        InvoiceStatus.ISSUED,
        1,
        wanted.bookingId(),
        wanted.orderId(),
        wanted.amount(),
        wanted.customer().id(),
        wanted.customer().locale(),
        wanted.description(),
        wanted.expiresAt(),
        now,
        now,
        List.of(),
        List.of(),
        TraceParent.current());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Another request changed the invoice between reading and writing it. */
  private static final class OvertakenByOthers extends RuntimeException {
    OvertakenByOthers() {
      super("changed by another request", null, false, false);
    }
  }
}
