package id.loket.ticket.booking;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Measured;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Backoff;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.ticket.organiser.OrganiserClient;
import id.loket.ticket.payment.Invoice;
import id.loket.ticket.payment.PaymentClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Meets what ended bookings owe other systems: holds released, invoices voided, money refunded
 * (I3). Tried until taken, with growing waits up to a cap; a replica that dies in the middle loses
 * only its lease.
 */
@Singleton
class Obligations {
  private static final Logger LOG = Logger.getLogger(Obligations.class);
  private static final int PER_SWEEP = 100;
  private static final int AT_ONCE = 20;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final Pool pool;
  private final BookingStore bookings;
  private final ObligationStore store;
  private final OrganiserClient organiser;
  private final PaymentClient payments;
  private final BookingConfig config;
  private final Clock clock;
  private final Backoff backoff;
  private final Traces traces;
  private final AtomicLong open = new AtomicLong();
  private final Sweep<Obligation> sweep;

  Obligations(
      Pool pool,
      BookingStore bookings,
      ObligationStore store,
      OrganiserClient organiser,
      PaymentClient payments,
      BookingConfig config,
      Clock clock,
      Traces traces,
      Jobs jobs,
      MeterRegistry metrics) {
    this.pool = pool;
    this.bookings = bookings;
    this.store = store;
    this.organiser = organiser;
    this.payments = payments;
    this.config = config;
    this.clock = clock;
    this.backoff = new Backoff(FIRST_WAIT, config.longestBackOff());
    this.traces = traces;
    metrics.gauge("loket.booking.obligations.open", open);
    this.sweep =
        jobs.sweep(
                "obligations",
                Obligations.class,
                () -> store.takeDue(pool, config.lease(), PER_SWEEP),
                this::meet)
            .atOnce(AT_ONCE)
            .batch(PER_SWEEP)
            .limit(config.lease())
            .handingBack(owed -> store.postpone(pool, owed, Duration.ZERO, "handed back"))
            .whenFailed((owed, failure) -> postpone(owed, failure.toString()));
  }

  @Produces
  @Singleton
  DueWork owed() {
    return new DueWork(
        "obligations",
        "select min(next_attempt_at) from obligation where done_at is null",
        sweep::run);
  }

  @Produces
  @Singleton
  Measured open() {
    return new Measured(
        "select count(*) from obligation where done_at is null", count -> open.set((long) count));
  }

  private Uni<Void> meet(Obligation obligation) {
    return bookings
        .find(pool, obligation.bookingId())
        .map(Optional::orElseThrow)
        .chain(
            placed ->
                traces.continued(
                    placed.booking().traceparent(),
                    obligation.kind().deed(),
                    SpanKind.INTERNAL,
                    () -> attempt(obligation, placed)))
        .chain(
            outcome ->
                outcome.isPresent()
                    ? store.met(pool, obligation, outcome.get())
                    : postpone(obligation, "the payment is still being processed"));
  }

  /** How it ended; empty when it has to be tried again. */
  private Uni<Optional<String>> attempt(Obligation obligation, Placed placed) {
    return switch (obligation.kind()) {
      case RELEASE_HOLD ->
          organiser
              .release(placed.event().organiserUrl(), obligation.bookingId())
              .replaceWith(Optional.of("released"));
      case VOID_INVOICE ->
          placed.booking().isFree()
              ? Uni.createFrom().item(Optional.of("no invoice"))
              : numberToVoid(placed).chain(number -> makeVoid(obligation, number));
      case REFUND ->
          numberToRefund(placed)
              .chain(payments::refund)
              .map(status -> decided(status).filter(known -> !known.equals("PAID")));
      case REFUND_PART ->
          numberToRefund(placed)
              .chain(
                  number ->
                      payments.refund(
                          number, placed.booking().price(), obligation.bookingId().toString()))
              .map(Obligations::decided);
    };
  }

  /** Paid while we were voiding it: then the money goes back instead. */
  private Uni<Optional<String>> makeVoid(Obligation obligation, String number) {
    return payments
        .makeVoid(number)
        .chain(
            status ->
                switch (status) {
                  case "PROCESSING" -> Uni.createFrom().item(Optional.empty());
                  case "PAID" ->
                      store
                          .owe(pool, obligation.bookingId(), Obligation.Kind.REFUND)
                          .replaceWith(Optional.of("paid, to be refunded"));
                  default -> Uni.createFrom().item(Optional.of(status));
                });
  }

  /**
   * The booking's own invoice, also when an order's has taken its place. Should its number never
   * have been learnt it is issued once more, to be made void: that payment-app has none now would
   * not mean that none comes, of a request that is still under way, or that another of its replicas
   * has none (adr/0044).
   */
  private Uni<String> numberToVoid(Placed placed) {
    return knownNumber(placed.booking())
        .map(number -> Uni.createFrom().item(number))
        .orElseGet(
            () ->
                payments
                    .issue(
                        placed.invoice(
                            placed.article(), clock.instant().plus(config.paymentWindow())))
                    .map(Invoice::number));
  }

  private Uni<String> numberToRefund(Placed placed) {
    return knownNumber(placed.booking())
        .map(number -> Uni.createFrom().item(number))
        .orElseGet(
            () ->
                payments
                    .find(placed.booking().billedAs())
                    .map(invoice -> invoice.orElseThrow().number()));
  }

  private static Optional<String> knownNumber(Booking booking) {
    return Optional.ofNullable(booking.bill())
        .filter(bill -> booking.order() == null)
        .map(Bill::invoiceNumber);
  }

  private static Optional<String> decided(String status) {
    boolean undecided = status.equals("PROCESSING") || status.equals("ISSUED");
    return undecided ? Optional.empty() : Optional.of(status);
  }

  private Uni<Void> postpone(Obligation obligation, String why) {
    LOG.debugf("%s of booking %s waits: %s", obligation.kind(), obligation.bookingId(), why);
    return store.postpone(pool, obligation, backoff.after(obligation.attempts()), why);
  }
}
