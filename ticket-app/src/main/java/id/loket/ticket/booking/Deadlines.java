package id.loket.ticket.booking;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Measured;
import id.loket.kit.work.Backoff;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
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
 * Ends bookings whose time to pay is over, never by our own clock alone: payment-app makes the
 * invoice void first, and what it says then decides. A payment that was made in time and of which
 * nobody has told yet confirms; one that is under way is waited for; without an answer the seat
 * stays theirs, and after a while a person is called.
 */
@Singleton
class Deadlines {
  private static final Logger LOG = Logger.getLogger(Deadlines.class);
  private static final int PER_SWEEP = 50;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final Pool pool;
  private final DeadlineStore store;
  private final Settlements settlements;
  private final PaymentClient payments;
  private final BookingConfig config;
  private final Backoff backoff;
  private final Sweep<DeadlineStore.Overdue> sweep;
  private final AtomicLong unsettled = new AtomicLong();

  Deadlines(
      Pool pool,
      DeadlineStore store,
      Settlements settlements,
      PaymentClient payments,
      BookingConfig config,
      Jobs jobs,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.settlements = settlements;
    this.payments = payments;
    this.config = config;
    this.backoff = new Backoff(FIRST_WAIT, config.longestBackOff());
    this.sweep =
        jobs.sweep(
                "unpaid-bookings",
                Deadlines.class,
                () -> store.takeOverdue(pool, PER_SWEEP),
                this::settle)
            .batch(PER_SWEEP)
            .limit(config.lease())
            .in(DeadlineStore.Overdue::traceparent)
            .handingBack(overdue -> askAgain(overdue, Duration.ZERO).replaceWithVoid())
            .whenFailed((overdue, failure) -> later(overdue, failure.toString()));
    metrics.gauge("loket.bookings.unsettled", unsettled);
  }

  @Produces
  @Singleton
  DueWork overdue() {
    return new DueWork(
        "unpaid-bookings",
        """
        select min(coalesce(ask_at, expires_at)) from booking
        where status = 'PENDING_PAYMENT' and order_id is null and (group_id is null or group_lead)
        """,
        sweep::run);
  }

  /** How many bookings wait for a person. */
  @Produces
  @Singleton
  Measured unsettled() {
    return new Measured(
        "select count(*) from booking where unsettled_since is not null",
        count -> unsettled.set((long) count));
  }

  private Uni<Void> settle(DeadlineStore.Overdue overdue) {
    return payments
        .settle(overdue.invoiceNumber())
        .chain(how -> settlements.atDeadline(overdue.id(), overdue.invoiceNumber(), how))
        .chain(
            settled ->
                settled
                    ? Uni.createFrom().voidItem()
                    : later(overdue, "its payment is not decided yet"));
  }

  private Uni<Void> later(DeadlineStore.Overdue overdue, String why) {
    return askAgain(overdue, backoff.after(overdue.asked()))
        .invoke(
            callsAPerson -> {
              if (callsAPerson) {
                LOG.warnf(
                    "Booking %s needs a person: its time is long over, and payment-app does not say"
                        + " whether invoice %s was paid (%s)",
                    overdue.id(), overdue.invoiceNumber(), why);
              } else {
                LOG.debugf("Booking %s is asked about again: %s", overdue.id(), why);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Boolean> askAgain(DeadlineStore.Overdue overdue, Duration wait) {
    return store.askAgain(pool, overdue.id(), wait, config.settlementPatience());
  }
}
