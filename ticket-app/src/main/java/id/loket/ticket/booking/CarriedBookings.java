package id.loket.ticket.booking;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/**
 * Bookings that an order carries: one invoice, and one end for both (ADR 16). Whatever becomes of
 * one is decided by its order, in the transaction that changes that; here it is carried out on the
 * seat. Locks the seat, so callers lock their order before and stock after.
 */
@Singleton
public class CarriedBookings {
  private final Transitions transitions;
  private final Clock clock;

  CarriedBookings(Transitions transitions, Clock clock) {
    this.transitions = transitions;
    this.clock = clock;
  }

  /**
   * A user's booking that an order can take up, its seat locked until the transaction ends.
   *
   * @return fails with {@code booking-not-found}; {@code forbidden} for somebody else's; {@code
   *     booking-in-order} when another order has it; {@code booking-not-orderable} unless it waits
   *     to be paid, by itself and in time, for an event that takes place
   */
  public Uni<Placed> find(SqlClient transaction, UUID bookingId, UUID userId) {
    return transitions
        .change(
            transaction,
            bookingId,
            placed -> {
              requireOrderable(placed, userId);
              return Decision.leave(placed.booking());
            })
        .map(Transitions.Outcome::after);
  }

  /**
   * An order takes a booking up, which {@link #find} has found. Its own invoice is made void: the
   * order's has the seat on it.
   */
  public Uni<Void> carry(SqlClient transaction, UUID bookingId, Booking.InOrder order) {
    return transitions
        .change(
            transaction,
            bookingId,
            placed ->
                Decision.change(
                    placed.booking().carriedBy(order, clock.instant()),
                    Obligation.Kind.VOID_INVOICE))
        .replaceWithVoid();
  }

  /**
   * Changes a booking as its order wants it. A seat that falls free is offered on and given back to
   * the organiser; money is the order's business.
   *
   * @param decide the changed booking, or the same one to leave it
   * @return what is to be run once the transaction is committed
   */
  public Uni<Runnable> change(
      SqlClient transaction, UUID bookingId, Function<Placed, Booking> decide) {
    return transitions
        .change(transaction, bookingId, placed -> decision(placed, decide.apply(placed)))
        .map(outcome -> () -> transitions.committed(outcome));
  }

  private static Decision decision(Placed placed, Booking after) {
    boolean fallsFree = placed.booking().status().isLive() && !after.status().isLive();
    return fallsFree
        ? Decision.change(after, Obligation.Kind.RELEASE_HOLD)
        : Decision.change(after);
  }

  private void requireOrderable(Placed placed, UUID userId) {
    Booking booking = placed.booking();
    Instant now = clock.instant();
    if (!booking.holder().userId().equals(userId)) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    if (booking.order() != null) {
      throw inOrder(booking.order().id());
    }
    boolean payable =
        booking.status() == BookingStatus.PENDING_PAYMENT
            && booking.group() == null
            && booking.bill().expiresAt().isAfter(now)
            && placed.event().takesPlace();
    if (!payable) {
      throw new Problem(BookingProblems.NOT_ORDERABLE, booking.status())
          .with("bookingStatus", booking.status());
    }
  }

  static Problem inOrder(UUID orderId) {
    return new Problem(BookingProblems.IN_ORDER, orderId).with("orderId", orderId);
  }
}
