package id.loket.ticket.order;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Measured;
import id.loket.kit.work.Backoff;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.ticket.payment.Invoice;
import id.loket.ticket.payment.PaymentClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Ends orders whose time to be paid is over, by what payment-app says of their invoice after making
 * it void; and those that nobody has billed for too long, if payment-app has no invoice of them: so
 * nothing is taken from stock without an end.
 */
@Singleton
class OrderDeadlines {
  private static final Logger LOG = Logger.getLogger(OrderDeadlines.class);
  private static final int PER_SWEEP = 50;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final Pool pool;
  private final OrderStore store;
  private final Orders orders;
  private final PaymentClient payments;
  private final OrderConfig config;
  private final Backoff backoff;
  private final Sweep<OrderStore.Overdue> sweep;
  private final AtomicLong unsettled = new AtomicLong();

  OrderDeadlines(
      Pool pool,
      OrderStore store,
      Orders orders,
      PaymentClient payments,
      OrderConfig config,
      Jobs jobs,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.orders = orders;
    this.payments = payments;
    this.config = config;
    this.backoff = new Backoff(FIRST_WAIT, config.longestBackOff());
    this.sweep =
        jobs.sweep(
                "unpaid-orders",
                OrderDeadlines.class,
                () -> store.takeOverdue(pool, PER_SWEEP),
                this::settle)
            .batch(PER_SWEEP)
            .limit(config.lease())
            .in(OrderStore.Overdue::traceparent)
            .handingBack(overdue -> askAgain(overdue, Duration.ZERO).replaceWithVoid())
            .whenFailed((overdue, failure) -> later(overdue, failure.toString()));
    metrics.gauge("loket.orders.unsettled", unsettled);
  }

  @Produces
  @Singleton
  DueWork overdue() {
    return new DueWork(
        "unpaid-orders", "select min(ask_at) from shop_order where status = 'PLACED'", sweep::run);
  }

  /** How many orders wait for a person. */
  @Produces
  @Singleton
  Measured unsettled() {
    return new Measured(
        "select count(*) from shop_order where unsettled_since is not null",
        count -> unsettled.set((long) count));
  }

  private Uni<Void> settle(OrderStore.Overdue overdue) {
    return overdue.invoiceNumber() == null ? unbilled(overdue) : billed(overdue);
  }

  private Uni<Void> billed(OrderStore.Overdue overdue) {
    return payments
        .settle(overdue.invoiceNumber())
        .chain(how -> orders.atDeadline(overdue.id(), overdue.invoiceNumber(), how))
        .chain(
            settled ->
                settled
                    ? Uni.createFrom().voidItem()
                    : later(overdue, "its payment is not decided yet"));
  }

  private Uni<Void> unbilled(OrderStore.Overdue overdue) {
    return payments
        .findOfOrder(overdue.id())
        .chain(
            found ->
                found
                    .map(invoice -> orders.billedUnheard(overdue.id(), bill(invoice)))
                    .orElseGet(() -> orders.endUnbilled(overdue.id())));
  }

  private static Order.Bill bill(Invoice invoice) {
    return new Order.Bill(invoice.number(), invoice.paymentUrl(), invoice.expiresAt());
  }

  private Uni<Void> later(OrderStore.Overdue overdue, String why) {
    return askAgain(overdue, backoff.after(overdue.asked()))
        .invoke(
            callsAPerson -> {
              if (callsAPerson) {
                LOG.warnf(
                    "Order %s needs a person: its time is long over, and payment-app does not say"
                        + " whether it was paid (%s)",
                    overdue.id(), why);
              } else {
                LOG.debugf("Order %s is asked about again: %s", overdue.id(), why);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Boolean> askAgain(OrderStore.Overdue overdue, Duration wait) {
    return store.askAgain(pool, overdue.id(), wait, config.settlementPatience());
  }
}
