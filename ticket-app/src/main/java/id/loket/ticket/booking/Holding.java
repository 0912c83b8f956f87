package id.loket.ticket.booking;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.ticket.organiser.OrganiserClient;
import id.loket.ticket.payment.Invoice;
import id.loket.ticket.payment.PaymentClient;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Carries a HOLDING booking on: hold at the organiser, invoice at payment-app, then
 * PENDING_PAYMENT. Every step may be repeated, so whoever finds a booking that a crash left
 * half-way just begins again. What cannot be finished is undone: the booking FAILS and owes the
 * other systems whatever they may have done already.
 */
@Singleton
class Holding {
  private static final Logger LOG = Logger.getLogger(Holding.class);
  private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(3);
  private static final int PER_SWEEP = 50;

  private final Pool pool;
  private final BookingStore store;
  private final Transitions transitions;
  private final FastPath fastPath;
  private final GroupHolding groups;
  private final OrganiserClient organiser;
  private final PaymentClient payments;
  private final BookingConfig config;
  private final Clock clock;
  private final Traces traces;
  private final WorkUnderWay work;
  private final Sweep<UUID> sweep;

  Holding(
      Pool pool,
      BookingStore store,
      Transitions transitions,
      FastPath fastPath,
      GroupHolding groups,
      OrganiserClient organiser,
      PaymentClient payments,
      BookingConfig config,
      Clock clock,
      Traces traces,
      WorkUnderWay work,
      Jobs jobs) {
    this.pool = pool;
    this.store = store;
    this.transitions = transitions;
    this.fastPath = fastPath;
    this.groups = groups;
    this.organiser = organiser;
    this.payments = payments;
    this.config = config;
    this.clock = clock;
    this.traces = traces;
    this.work = work;
    this.sweep =
        jobs.sweep(
                "unfinished-bookings",
                Holding.class,
                () -> store.takeUnfinished(pool, PER_SWEEP),
                this::takeUp)
            .batch(PER_SWEEP)
            .handingBack(id -> store.leaveFor(pool, id, Duration.ZERO));
  }

  /**
   * How far a booking was carried.
   *
   * @param isAnswered whether the answer is remembered under the key of its request
   */
  record Carried(Placed placed, boolean isAnswered) {}

  /**
   * Carries a booking on.
   *
   * @param once the key its request came with
   * @return the booking PENDING_PAYMENT, CONFIRMED or FAILED; still HOLDING when it came off a
   *     waiting list and the others do not answer, in which case it is tried again later
   */
  Uni<Carried> carryOn(Placed placed, Optional<AnswerOnce> once) {
    UUID id = placed.booking().id();
    return work.doing(
        () -> holdAndInvoice(placed, once), () -> store.leaveFor(pool, id, Duration.ZERO));
  }

  private Uni<Carried> holdAndInvoice(Placed placed, Optional<AnswerOnce> once) {
    Booking booking = placed.booking();
    return organiser
        .hold(placed.event().organiserUrl(), booking.id(), booking.eventId(), booking.seatId())
        .chain(
            outcome ->
                switch (outcome) {
                  case HELD -> booking.isFree() ? confirm(placed, once) : invoice(placed, once);
                  case REFUSED -> unanswered(fail(placed, Reason.HOLD_REFUSED));
                  case UNKNOWN -> unanswered(waitOrFail(placed, Reason.ORGANISER_UNAVAILABLE));
                });
  }

  /** What costs nothing is theirs once it is held. */
  private Uni<Carried> confirm(Placed placed, Optional<AnswerOnce> once) {
    return carried(
        once,
        fastPath.confirmFree(placed, once),
        placed,
        booking -> booking.confirm(clock.instant()));
  }

  /** What is not held any more as it was, somebody else has carried on: it is looked at again. */
  private Uni<Carried> carried(
      Optional<AnswerOnce> once,
      Uni<Optional<Placed>> atOnce,
      Placed placed,
      UnaryOperator<Booking> next) {
    return atOnce.chain(
        done ->
            done.isPresent()
                ? Uni.createFrom().item(new Carried(done.get(), once.isPresent()))
                : unanswered(
                    transitions.change(
                        placed.booking().id(),
                        found ->
                            found.booking().status() == BookingStatus.HOLDING
                                ? Decision.change(next.apply(found.booking()))
                                : Decision.leave(found.booking()))));
  }

  private static Uni<Carried> unanswered(Uni<Placed> carried) {
    return carried.map(placed -> new Carried(placed, false));
  }

  /**
   * An earlier try may have had the invoice made, and everything been away for longer than it could
   * be paid: issuing it again renews its time, and one that is not payable is never offered.
   */
  private Uni<Carried> invoice(Placed placed, Optional<AnswerOnce> once) {
    return payments
        .issue(placed.invoice(placed.article(), clock.instant().plus(config.paymentWindow())))
        .invoke(invoice -> requirePayable(invoice, clock.instant(), config))
        .onFailure()
        .invoke(
            e -> LOG.warnf("Booking %s has no invoice: %s", placed.booking().id(), e.toString()))
        .onItemOrFailure()
        .transformToUni(
            (invoice, failure) ->
                failure == null
                    ? awaitPayment(placed, invoice, once)
                    : unanswered(waitOrFail(placed, Reason.PAYMENT_UNAVAILABLE)));
  }

  /** At least half of the time to pay has to be left. */
  static void requirePayable(Invoice invoice, Instant now, BookingConfig config) {
    Instant atLeast = now.plus(config.paymentWindow().dividedBy(2));
    if (!invoice.isPayableUntil(atLeast)) {
      throw new IllegalStateException(
          "invoice %s is %s until %s"
              .formatted(invoice.number(), invoice.status(), invoice.expiresAt()));
    }
  }

  private Uni<Carried> awaitPayment(Placed placed, Invoice invoice, Optional<AnswerOnce> once) {
    Bill bill = new Bill(invoice.number(), invoice.paymentUrl(), invoice.expiresAt());
    return carried(
        once,
        fastPath.awaitPayment(placed, bill, once),
        placed,
        booking -> booking.awaitPayment(bill, clock.instant()));
  }

  private Uni<Placed> waitOrFail(Placed placed, Reason reason) {
    Instant now = clock.instant();
    Booking booking = placed.booking();
    boolean patient = booking.promoted() && now.isBefore(booking.giveUpAt());
    return patient
        ? store.leaveFor(pool, booking.id(), TRY_AGAIN_AFTER).replaceWith(placed)
        : fail(placed, reason);
  }

  private Uni<Placed> fail(Placed placed, Reason reason) {
    return transitions.change(
        placed.booking().id(),
        found ->
            found.booking().status() == BookingStatus.HOLDING
                ? undone(found.booking().fail(reason, clock.instant()), reason)
                : Decision.leave(found.booking()));
  }

  /** After a refusal nothing was done; otherwise anything may have been. */
  private static Decision undone(Booking failed, Reason reason) {
    return switch (reason) {
      case HOLD_REFUSED -> Decision.change(failed);
      case ORGANISER_UNAVAILABLE -> Decision.change(failed, Obligation.Kind.RELEASE_HOLD);
      default ->
          Decision.change(failed, Obligation.Kind.RELEASE_HOLD, Obligation.Kind.VOID_INVOICE);
    };
  }

  /** Somebody came off a waiting list: begin at once. */
  void onSeatOffered(@ObservesAsync SeatOffered offered) {
    takeUp(offered.bookingId())
        .subscribe()
        .with(
            done -> {}, e -> LOG.warnf("Booking %s waits: %s", offered.bookingId(), e.toString()));
  }

  /** Takes up what a crash or an unreachable system left half-way. */
  @Produces
  @Singleton
  DueWork unfinished() {
    return new DueWork(
        "unfinished-bookings",
        """
        select min(work_until) from booking
        where status = 'HOLDING' and (group_id is null or group_lead)
        """,
        sweep::run);
  }

  /** A booking, or the group whose lead it is. */
  private Uni<?> takeUp(UUID bookingId) {
    return store
        .find(pool, bookingId)
        .chain(
            found ->
                found
                    .filter(placed -> placed.booking().status() == BookingStatus.HOLDING)
                    .map(
                        placed ->
                            traces.continued(
                                placed.booking().traceparent(),
                                "take up booking",
                                SpanKind.INTERNAL,
                                () -> carryOnWhole(placed)))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Void> carryOnWhole(Placed placed) {
    Booking.InGroup group = placed.booking().group();
    return group == null
        ? carryOn(placed, Optional.empty()).replaceWithVoid()
        : groups.takeUp(group.id()).replaceWithVoid();
  }
}
