package id.loket.ticket.booking;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.ticket.organiser.HoldOutcome;
import id.loket.ticket.organiser.OrganiserClient;
import id.loket.ticket.payment.Invoice;
import id.loket.ticket.payment.NewInvoice;
import id.loket.ticket.payment.PaymentClient;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Carries the HOLDING bookings of a group on together: each seat is held at the organiser, then one
 * invoice is issued for all. One that is refused fails all, and those that were held are released.
 */
@Singleton
class GroupHolding {
  private static final Logger LOG = Logger.getLogger(GroupHolding.class);
  private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(3);
  private static final int HELD_AT_ONCE = 5;

  private final Pool pool;
  private final BookingStore store;
  private final Transitions transitions;
  private final OrganiserClient organiser;
  private final PaymentClient payments;
  private final BookingConfig config;
  private final Clock clock;
  private final WorkUnderWay work;

  GroupHolding(
      Pool pool,
      BookingStore store,
      Transitions transitions,
      OrganiserClient organiser,
      PaymentClient payments,
      BookingConfig config,
      Clock clock,
      WorkUnderWay work) {
    this.pool = pool;
    this.store = store;
    this.transitions = transitions;
    this.organiser = organiser;
    this.payments = payments;
    this.config = config;
    this.clock = clock;
    this.work = work;
  }

  /**
   * Carries a group on.
   *
   * @return its bookings CONFIRMED, PENDING_PAYMENT or FAILED, all alike; still HOLDING when they
   *     came off their lines and the others do not answer, in which case it is tried again later
   */
  Uni<List<Placed>> carryOn(List<Placed> group) {
    return work.doing(
        () -> holdAndInvoice(group),
        () -> store.leaveFor(pool, lead(group).booking().id(), Duration.ZERO));
  }

  /** The same for a group of which only the lead is at hand. */
  Uni<List<Placed>> takeUp(UUID groupId) {
    return store
        .ofGroup(pool, groupId)
        .chain(
            group ->
                lead(group).booking().status() == BookingStatus.HOLDING
                    ? carryOn(group)
                    : Uni.createFrom().item(group));
  }

  private Uni<List<Placed>> holdAndInvoice(List<Placed> group) {
    return Multi.createFrom()
        .iterable(group)
        .onItem()
        .transformToUni(this::hold)
        .merge(HELD_AT_ONCE)
        .collect()
        .asList()
        .chain(
            outcomes -> {
              if (outcomes.contains(HoldOutcome.REFUSED)) {
                return fail(group, Reason.HOLD_REFUSED, Obligation.Kind.RELEASE_HOLD);
              }
              if (outcomes.contains(HoldOutcome.UNKNOWN)) {
                return waitOrFail(
                    group, Reason.ORGANISER_UNAVAILABLE, Obligation.Kind.RELEASE_HOLD);
              }
              return lead(group).booking().isFree()
                  ? change(group, booking -> booking.confirm(clock.instant()))
                  : invoice(group);
            });
  }

  private Uni<HoldOutcome> hold(Placed placed) {
    Booking booking = placed.booking();
    return organiser.hold(
        placed.event().organiserUrl(), booking.id(), booking.eventId(), booking.seatId());
  }

  private Uni<List<Placed>> invoice(List<Placed> group) {
    return payments
        .issue(invoiceOf(group))
        .invoke(invoice -> Holding.requirePayable(invoice, clock.instant(), config))
        .onFailure()
        .invoke(
            e ->
                LOG.warnf(
                    "Group %s has no invoice: %s",
                    lead(group).booking().group().id(), e.toString()))
        .onItemOrFailure()
        .transformToUni(
            (invoice, failure) ->
                failure == null
                    ? awaitPayment(group, invoice)
                    : waitOrFail(
                        group,
                        Reason.PAYMENT_UNAVAILABLE,
                        Obligation.Kind.RELEASE_HOLD,
                        Obligation.Kind.VOID_INVOICE));
  }

  private NewInvoice invoiceOf(List<Placed> group) {
    Placed lead = lead(group);
    String seats =
        group.stream().map(placed -> placed.seat().text()).collect(Collectors.joining(", "));
    return lead.invoice(
        shortened(lead.event().title() + " · " + seats),
        clock.instant().plus(config.paymentWindow()));
  }

  private static String shortened(String description) {
    return description.length() <= NewInvoice.LONGEST_DESCRIPTION
        ? description
        : description.substring(0, NewInvoice.LONGEST_DESCRIPTION - 1) + "…";
  }

  private Uni<List<Placed>> awaitPayment(List<Placed> group, Invoice invoice) {
    Bill bill = new Bill(invoice.number(), invoice.paymentUrl(), invoice.expiresAt());
    return change(group, booking -> booking.awaitPayment(bill, clock.instant()));
  }

  private Uni<List<Placed>> waitOrFail(
      List<Placed> group, Reason reason, Obligation.Kind first, Obligation.Kind... more) {
    Booking lead = lead(group).booking();
    boolean patient = lead.promoted() && clock.instant().isBefore(lead.giveUpAt());
    return patient
        ? store.leaveFor(pool, lead.id(), TRY_AGAIN_AFTER).replaceWith(group)
        : fail(group, reason, first, more);
  }

  private Uni<List<Placed>> change(List<Placed> group, UnaryOperator<Booking> next) {
    return transitions.changeGroup(
        lead(group).booking().group().id(),
        found ->
            found.stream()
                .map(
                    placed ->
                        placed.booking().status() == BookingStatus.HOLDING
                            ? Decision.change(next.apply(placed.booking()))
                            : Decision.leave(placed.booking()))
                .toList());
  }

  private Uni<List<Placed>> fail(
      List<Placed> group, Reason reason, Obligation.Kind first, Obligation.Kind... more) {
    return transitions.changeGroup(
        lead(group).booking().group().id(),
        found ->
            found.stream()
                .map(
                    placed ->
                        placed.booking().status() == BookingStatus.HOLDING
                            ? Decision.change(
                                placed.booking().fail(reason, clock.instant()), first, more)
                            : Decision.leave(placed.booking()))
                .toList());
  }

  private static Placed lead(List<Placed> group) {
    return group.stream()
        .filter(placed -> placed.booking().group().lead())
        .findFirst()
        .orElseThrow();
  }
}
