package id.loket.payment.invoice;

import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.trace.TraceParent;
import id.loket.payment.event.EventRelay;
import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.webhook.Deliveries;
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
 * Issuing and changing invoices. Issuing is a write that can be repeated; every change of what
 * becomes of one is a conditional write of the status. Each is written together with the event and
 * the webhook deliveries that follow from it; only then is the outside told.
 */
@ApplicationScoped
public class Invoices {
  private static final int TRIES_AGAINST_OTHERS = 20;

  private final IssueStore issuing;
  private final InvoiceStore store;
  private final NumberKey numbers;
  private final InvoiceEvents events;
  private final Deliveries deliveries;
  private final EventRelay relay;
  private final InvoiceConfig config;
  private final MeterRegistry metrics;

  Invoices(
      IssueStore issuing,
      InvoiceStore store,
      NumberKey numbers,
      InvoiceEvents events,
      Deliveries deliveries,
      EventRelay relay,
      InvoiceConfig config,
      MeterRegistry metrics) {
    this.issuing = issuing;
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
   * @param isNew false when the booking or order had it already; of several requests at once more
   *     than one may be told that it is new
   */
  public record Issued(Invoice invoice, boolean isNew) {}

  /**
   * Issues the invoice of a booking or an order. Repeating the request answers the same invoice and
   * changes nothing, whatever has become of it meanwhile.
   *
   * <p>An invoice of nothing is paid with that.
   *
   * @throws Problem {@code invoice-conflict} when that booking or order owes another amount, or
   *     another is asked for at the same moment
   */
  public Uni<Issued> issue(IssueInvoice wanted) {
    InvoiceSource source = wanted.source();
    return numbers
        .numberOf(source, source.day().orElseThrow())
        .chain(number -> issueOnce(newInvoice(number, wanted, now())))
        .chain(this::settleIfFree);
  }

  /**
   * Issues an invoice that can be paid until the time asked for: one issued before, whose time ends
   * sooner or is up, is extended as long as nobody has paid it or is about to.
   *
   * @throws Problem {@code invoice-conflict} as {@link #issue}
   */
  public Uni<Issued> issueOrExtend(IssueInvoice wanted) {
    return issue(wanted)
        .chain(
            issued ->
                issued.invoice().mayBeExtended(wanted.expiresAt())
                    ? extend(issued, wanted.expiresAt())
                    : Uni.createFrom().item(issued));
  }

  private Uni<Issued> extend(Issued issued, Instant until) {
    Invoice extended = issued.invoice().extended(until);
    return issuing.extend(extended).replaceWith(new Issued(extended, issued.isNew()));
  }

  private Uni<Issued> settleIfFree(Issued issued) {
    return issued.invoice().isFree() && issued.invoice().status() == InvoiceStatus.ISSUED
        ? changeOrLeave(issued.invoice(), Invoice::free)
            .map(invoice -> new Issued(invoice, issued.isNew()))
        : Uni.createFrom().item(issued);
  }

  private Uni<Issued> issueOnce(Invoice wanted) {
    return issuing
        .ask(wanted)
        .chain(
            found -> {
              if (found.invoice().isPresent()) {
                return Uni.createFrom().item(existing(found.invoice().get(), wanted));
              }
              return found.isDisputed()
                  ? Uni.createFrom().failure(conflict(wanted))
                  : write(wanted).replaceWith(new Issued(wanted, true));
            });
  }

  private Uni<Void> write(Invoice invoice) {
    return consequences(invoice.number(), events.ofNew(invoice))
        .chain(
            consequences ->
                issuing.write(invoice, consequences).invoke(() -> announce(invoice, consequences)));
  }

  private static Issued existing(Invoice invoice, Invoice wanted) {
    if (!invoice.amount().equals(wanted.amount())
        || !invoice.customerId().equals(wanted.customerId())) {
      throw conflict(wanted);
    }
    return new Issued(invoice, false);
  }

  private static Problem conflict(Invoice wanted) {
    return new Problem(InvoiceProblems.CONFLICT).with("number", wanted.number());
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

  /**
   * The gateway took the money; without effect when that is known already.
   *
   * @param paying the invoice as it was when the payment began; it need not be read again
   */
  public Uni<Void> paymentSucceeded(Invoice paying, UUID attemptId) {
    return changeOrLeave(paying, (invoice, now) -> invoice.paid(attemptId, now)).replaceWithVoid();
  }

  /**
   * The gateway refused; without effect when that is known already.
   *
   * @param paying the invoice as it was when the payment began; it need not be read again
   */
  public Uni<Void> paymentFailed(Invoice paying, UUID attemptId, String reason) {
    return changeOrLeave(
            paying, (invoice, now) -> invoice.failed(attemptId, reason, config.tries(), now))
        .replaceWithVoid();
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
    return unlessRefused(change(number, transition));
  }

  /** The same from what is known of the invoice; it is read if that is no longer so. */
  private Uni<Invoice> changeOrLeave(
      Invoice known, BiFunction<Invoice, Instant, Invoice> transition) {
    return unlessRefused(
        Uni.createFrom()
            .deferred(() -> save(known, transition.apply(known, now())))
            .onFailure(OvertakenByOthers.class)
            .recoverWithUni(() -> change(known.number(), transition)));
  }

  private static Uni<Invoice> unlessRefused(Uni<Invoice> change) {
    return change
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
    return events
        .ofChange(before, after)
        .map(event -> consequences(after.number(), event))
        .orElseGet(() -> Uni.createFrom().item(Consequences.NONE))
        .chain(consequences -> save(before, after, consequences));
  }

  private Uni<Invoice> save(Invoice before, Invoice after, Consequences consequences) {
    return store
        .update(before, after, consequences)
        .map(
            saved -> {
              if (!saved) {
                throw new OvertakenByOthers();
              }
              announce(after, consequences);
              return after;
            });
  }

  private Uni<Consequences> consequences(InvoiceNumber number, InvoiceEvent event) {
    return deliveries.plan(number.text(), event).map(planned -> Consequences.of(event, planned));
  }

  private void announce(Invoice invoice, Consequences consequences) {
    metrics.counter("loket.invoices", "status", invoice.status().name()).increment();
    consequences
        .event()
        .filter(InvoiceEvent::isForBroker)
        .ifPresent(event -> relay.wake(invoice.number().text(), event));
    consequences.event().ifPresent(event -> deliveries.send(event, consequences.deliveries()));
  }

  private static Invoice newInvoice(InvoiceNumber number, IssueInvoice wanted, Instant now) {
    return new Invoice(
        number,
        InvoiceStatus.ISSUED,
        Invoice.AS_ISSUED,
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
