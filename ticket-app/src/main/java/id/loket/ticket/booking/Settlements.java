package id.loket.ticket.booking;

import id.loket.kit.postgres.Inbox;
import id.loket.kit.problem.Problem;
import id.loket.ticket.payment.Settlement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What payments do to bookings. */
@Singleton
public class Settlements {
  private static final String CONSUMER = "payment-webhook";

  private final Pool pool;
  private final Inbox inbox;
  private final BookingStore store;
  private final GroupStore groups;
  private final FastPath fastPath;
  private final Transitions transitions;
  private final Clock clock;

  Settlements(
      Pool pool,
      Inbox inbox,
      BookingStore store,
      GroupStore groups,
      FastPath fastPath,
      Transitions transitions,
      Clock clock) {
    this.pool = pool;
    this.inbox = inbox;
    this.store = store;
    this.groups = groups;
    this.fastPath = fastPath;
    this.transitions = transitions;
    this.clock = clock;
  }

  /**
   * The invoice was paid: the booking is confirmed, or, when it ended meanwhile, the money goes
   * back (I3): a late payment never takes a seat from somebody else. It goes back too when an order
   * has taken the booking up, whose invoice is the one to pay: nobody pays a seat twice.
   *
   * @param messageId tells a repeat, which does nothing
   * @return fails with {@code booking-not-found}, {@code booking-not-ready} or {@code
   *     invoice-mismatch}, having done nothing
   */
  public Uni<Void> paid(String messageId, UUID bookingId, String invoiceNumber) {
    return store
        .find(pool, bookingId)
        .chain(
            found ->
                found
                    .filter(placed -> waitsFor(placed.booking(), invoiceNumber))
                    .map(placed -> fastPath.confirmPaid(placed, CONSUMER, messageId))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
        .chain(
            confirmed ->
                confirmed.isPresent()
                    ? Uni.createFrom().voidItem()
                    : settle(messageId, bookingId, each(booking -> paid(booking, invoiceNumber))));
  }

  private static boolean waitsFor(Booking booking, String invoiceNumber) {
    return booking.status() == BookingStatus.PENDING_PAYMENT
        && booking.order() == null
        && booking.group() == null
        && booking.bill().invoiceNumber().equals(invoiceNumber);
  }

  /**
   * The payment failed: the booking fails and the seat is offered on.
   *
   * @param messageId tells a repeat, which does nothing
   */
  public Uni<Void> failed(String messageId, UUID bookingId, String invoiceNumber) {
    return settle(messageId, bookingId, each(booking -> failed(booking, invoiceNumber)));
  }

  /**
   * The money was given back: what was paid with it ends (I3). A ticket that was used stays, and is
   * marked. Refunds we asked for ourselves find the booking ended.
   *
   * @param messageId tells a repeat, which does nothing
   */
  public Uni<Void> refunded(String messageId, UUID bookingId, String invoiceNumber) {
    return settle(messageId, bookingId, whole -> refunded(whole, invoiceNumber));
  }

  /**
   * The time to pay is over, and payment-app has said how the invoice stands: the same becomes of
   * the booking as if it had been told of it.
   *
   * @return false when that does not decide it
   */
  Uni<Boolean> atDeadline(UUID bookingId, String invoiceNumber, Settlement how) {
    return how == Settlement.UNDECIDED
        ? Uni.createFrom().item(false)
        : transitions
            .changeWhole(bookingId, each(booking -> atDeadline(booking, invoiceNumber, how)))
            .replaceWith(true);
  }

  private Decision atDeadline(Booking booking, String invoiceNumber, Settlement how) {
    return switch (how) {
      case PAID -> paid(booking, invoiceNumber);
      case FAILED -> failed(booking, invoiceNumber);
      case REFUNDED -> refunded(booking, invoiceNumber);
      case UNPAID -> unpaid(booking, invoiceNumber);
      case UNDECIDED -> Decision.leave(booking);
    };
  }

  /** What payment-app bills is a booking or a group of them. */
  private Uni<Void> settle(
      String messageId, UUID billed, Function<List<Placed>, List<Decision>> decide) {
    return pool.withTransaction(
            transaction ->
                inbox
                    .firstSight(transaction, CONSUMER, messageId)
                    .chain(
                        first ->
                            first
                                ? change(transaction, billed, decide)
                                : Uni.createFrom().item(List.<Transitions.Outcome>of())))
        .invoke(outcomes -> outcomes.forEach(transitions::committed))
        .replaceWithVoid();
  }

  private Uni<List<Transitions.Outcome>> change(
      SqlClient transaction, UUID billed, Function<List<Placed>, List<Decision>> decide) {
    return groups
        .members(transaction, billed)
        .chain(
            members ->
                members.isEmpty()
                    ? transitions
                        .change(
                            transaction, billed, placed -> decide.apply(List.of(placed)).getFirst())
                        .map(List::of)
                    : transitions.changeGroup(transaction, billed, decide));
  }

  private static Function<List<Placed>, List<Decision>> each(Function<Booking, Decision> decide) {
    return placed -> placed.stream().map(Placed::booking).map(decide).toList();
  }

  Decision paid(Booking booking, String invoiceNumber) {
    if (booking.order() != null) {
      return Decision.change(booking, Obligation.Kind.REFUND);
    }
    requireInvoice(booking, invoiceNumber);
    return switch (booking.status()) {
      case PENDING_PAYMENT -> Decision.change(booking.confirm(clock.instant()));
      case CONFIRMED -> Decision.leave(booking);
      case FAILED, EXPIRED, CANCELLED, LEFT ->
          booking.isAlone()
              ? Decision.leave(booking) // its price is given back, and no more of the invoice
              : Decision.change(booking, Obligation.Kind.REFUND);
      case QUEUED, HOLDING -> throw notReady();
    };
  }

  private Decision failed(Booking booking, String invoiceNumber) {
    if (booking.order() != null) {
      return Decision.leave(booking);
    }
    requireInvoice(booking, invoiceNumber);
    return switch (booking.status()) {
      case PENDING_PAYMENT ->
          Decision.change(
              booking.fail(Reason.PAYMENT_FAILED, clock.instant()), Obligation.Kind.RELEASE_HOLD);
      case CONFIRMED, FAILED, EXPIRED, CANCELLED, LEFT -> Decision.leave(booking);
      case QUEUED, HOLDING -> throw notReady();
    };
  }

  /**
   * All the money is given back. Once all that cost something was cancelled seat by seat that is
   * our own doing, and what costs nothing stays.
   */
  List<Decision> refunded(List<Placed> whole, String invoiceNumber) {
    boolean onlyFreeSeatsAreLeft =
        whole.stream().map(Placed::booking).anyMatch(Booking::isAlone)
            && whole.stream()
                .map(Placed::booking)
                .filter(booking -> booking.status().isLive())
                .allMatch(booking -> booking.price().amount() == 0);
    return each(booking ->
            onlyFreeSeatsAreLeft ? Decision.leave(booking) : refunded(booking, invoiceNumber))
        .apply(whole);
  }

  private Decision refunded(Booking booking, String invoiceNumber) {
    if (booking.order() != null) {
      return Decision.leave(booking);
    }
    requireInvoice(booking, invoiceNumber);
    return switch (booking.status()) {
      case PENDING_PAYMENT, CONFIRMED ->
          booking.wasUsed()
              ? Decision.markRefunded(booking)
              : Decision.change(
                  booking.cancel(Reason.REFUNDED, clock.instant()), Obligation.Kind.RELEASE_HOLD);
      case FAILED, EXPIRED, CANCELLED, LEFT -> Decision.leave(booking);
      case QUEUED, HOLDING -> throw notReady();
    };
  }

  /** Its invoice is void: nobody paid, and nobody can any more. */
  private Decision unpaid(Booking booking, String invoiceNumber) {
    boolean stillWaits =
        booking.status() == BookingStatus.PENDING_PAYMENT
            && booking.order() == null
            && booking.bill().invoiceNumber().equals(invoiceNumber);
    return stillWaits
        ? Decision.change(booking.expire(clock.instant()), Obligation.Kind.RELEASE_HOLD)
        : Decision.leave(booking);
  }

  /** A booking that ended before it learnt its invoice takes any invoice made for it. */
  private static void requireInvoice(Booking booking, String invoiceNumber) {
    if (booking.bill() != null && !booking.bill().invoiceNumber().equals(invoiceNumber)) {
      throw new Problem(BookingProblems.INVOICE_MISMATCH);
    }
  }

  private static Problem notReady() {
    return new Problem(BookingProblems.NOT_READY).header("Retry-After", "5");
  }
}
