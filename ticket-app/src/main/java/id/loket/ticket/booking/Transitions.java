package id.loket.ticket.booking;

import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.ticket.seat.Seat;
import id.loket.ticket.seat.Seats;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Changes a booking, its seat and its line together, in one short transaction that calls no other
 * system (I1, I2, I7), with the event that tells of it (I4). Locks the seat first, always: so no
 * two changes of a seat's bookings run at once and none wait for each other in a circle.
 */
@Singleton
class Transitions {
  private final Pool pool;
  private final BookingStore store;
  private final GroupStore groups;
  private final ObligationStore obligations;
  private final Seats seats;
  private final LockStore locks;
  private final BookingNews news;
  private final OutboxRelay relay;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Offers offers;
  private final jakarta.enterprise.event.Event<BookingChanged> changes;

  Transitions(
      Pool pool,
      BookingStore store,
      GroupStore groups,
      ObligationStore obligations,
      Seats seats,
      LockStore locks,
      BookingNews news,
      OutboxRelay relay,
      Clock clock,
      MeterRegistry metrics,
      Offers offers,
      jakarta.enterprise.event.Event<BookingChanged> changes) {
    this.pool = pool;
    this.store = store;
    this.groups = groups;
    this.obligations = obligations;
    this.seats = seats;
    this.locks = locks;
    this.news = news;
    this.relay = relay;
    this.clock = clock;
    this.metrics = metrics;
    this.offers = offers;
    this.changes = changes;
  }

  /**
   * What a transaction did to a booking.
   *
   * @param before the booking as it was found
   * @param after the booking as it is now
   * @param offer what became of its seat
   */
  record Outcome(Placed before, Placed after, Offer offer) {
    boolean changed() {
      return before.booking().version() != after.booking().version();
    }
  }

  /** Changes a booking in a transaction of its own and lets what follows begin. */
  Uni<Placed> change(UUID bookingId, Function<Placed, Decision> decide) {
    return pool.withTransaction(transaction -> change(transaction, bookingId, decide))
        .invoke(this::committed)
        .map(Outcome::after);
  }

  /** Changes a booking in the caller's transaction; call {@link #committed} once it is. */
  Uni<Outcome> change(SqlClient transaction, UUID bookingId, Function<Placed, Decision> decide) {
    return locks
        .lock(transaction, bookingId)
        .invoke(Transitions::requireFound)
        .map(List::getFirst)
        .chain(
            locked ->
                carryOut(
                    transaction,
                    locked.seat(),
                    locked.placed(),
                    decide.apply(locked.placed()),
                    this::moveSeat));
  }

  /**
   * Changes a booking, with all it was booked with if it is one of a group, in a transaction of its
   * own.
   */
  Uni<Void> changeWhole(UUID bookingId, Function<List<Placed>, List<Decision>> decide) {
    return pool.withTransaction(transaction -> changeWhole(transaction, bookingId, decide))
        .invoke(outcomes -> outcomes.forEach(this::committed))
        .replaceWithVoid();
  }

  /** The same in the caller's transaction. */
  Uni<List<Outcome>> changeWhole(
      SqlClient transaction, UUID bookingId, Function<List<Placed>, List<Decision>> decide) {
    return groups
        .groupOf(transaction, bookingId)
        .chain(
            group ->
                group.isPresent()
                    ? changeGroup(transaction, group.get(), decide)
                    : change(
                            transaction,
                            bookingId,
                            placed -> decide.apply(List.of(placed)).getFirst())
                        .map(List::of));
  }

  /** Changes the bookings of a group together in a transaction of its own. */
  Uni<List<Placed>> changeGroup(UUID groupId, Function<List<Placed>, List<Decision>> decide) {
    return pool.withTransaction(transaction -> changeGroup(transaction, groupId, decide))
        .invoke(outcomes -> outcomes.forEach(this::committed))
        .map(outcomes -> outcomes.stream().map(Outcome::after).toList());
  }

  /**
   * Changes the bookings of a group together, their seats locked in one order, always. What is owed
   * for money is owed once, by the lead, or by each that parts from the others.
   *
   * @param decide one decision for each, in the order given
   */
  Uni<List<Outcome>> changeGroup(
      SqlClient transaction, UUID groupId, Function<List<Placed>, List<Decision>> decide) {
    return locks
        .lockGroup(transaction, groupId)
        .invoke(Transitions::requireFound)
        .chain(locked -> carryOutAll(transaction, locked, decide));
  }

  private static void requireFound(List<LockStore.Locked> locked) {
    if (locked.isEmpty()) {
      throw notFound();
    }
  }

  /**
   * All seats that fall free are open before one of them is offered: a group may wait for several.
   */
  private Uni<List<Outcome>> carryOutAll(
      SqlClient transaction,
      List<LockStore.Locked> group,
      Function<List<Placed>, List<Decision>> decide) {
    List<Seat> locked = group.stream().map(LockStore.Locked::seat).toList();
    List<Placed> placed = group.stream().map(LockStore.Locked::placed).toList();
    List<Decision> decisions = Parting.of(placed, decide.apply(placed));
    List<Integer> all = IntStream.range(0, placed.size()).boxed().toList();
    return InTurn.each(
            all,
            n ->
                carryOut(
                    transaction, locked.get(n), placed.get(n), decisions.get(n), this::freeSeat))
        .chain(
            outcomes ->
                InTurn.each(all, n -> offerFreed(transaction, locked.get(n), outcomes.get(n))));
  }

  private Uni<Offer> freeSeat(SqlClient transaction, Seat seat, Booking before, Placed after) {
    BookingStatus status = after.booking().status();
    if (fallsFree(before, after) && seat instanceof Seat.Taken taken) {
      return seats.write(transaction, taken.free()).replaceWith(Offer.NOTHING);
    }
    return status == BookingStatus.CONFIRMED && seat instanceof Seat.OnGoing onGoing
        ? seats.write(transaction, onGoing.book()).replaceWith(Offer.NOTHING)
        : Uni.createFrom().item(Offer.NOTHING);
  }

  private Uni<Outcome> offerFreed(SqlClient transaction, Seat seat, Outcome outcome) {
    Booking before = outcome.before().booking();
    boolean leavesLine =
        outcome.changed() && outcome.after().booking().status() == BookingStatus.LEFT;
    Optional<Seat.Open> open =
        switch (seat) {
          case Seat.Open already -> Optional.of(already).filter(each -> leavesLine);
          case Seat.Taken taken ->
              Optional.of(taken.free()).filter(each -> fallsFree(before, outcome.after()));
        };
    return open.map(
            each ->
                offers
                    .offer(transaction, each)
                    .map(offer -> new Outcome(outcome.before(), outcome.after(), offer)))
        .orElseGet(() -> Uni.createFrom().item(outcome));
  }

  private static boolean fallsFree(Booking before, Placed after) {
    return before.status().isLive() && !after.booking().status().isLive();
  }

  /**
   * Notes that a confirmed booking's ticket was used. Like every change under the seat's lock: who
   * cancels at the same moment is heard before or refused after.
   *
   * @return false when it was used before or is not confirmed
   */
  Uni<Boolean> checkIn(UUID bookingId, String byWhom) {
    return pool.withTransaction(
        transaction ->
            store
                .seatOf(transaction, bookingId)
                .map(seatId -> seatId.orElseThrow(Transitions::notFound))
                .chain(seatId -> seats.lock(transaction, seatId))
                .chain(seat -> store.checkIn(transaction, bookingId, byWhom)));
  }

  /** Lets begin what follows a committed change: messages, the next in line, documents. */
  void committed(Outcome outcome) {
    offers.offered(outcome.offer());
    if (!outcome.changed()) {
      return;
    }
    relay.wake();
    Booking after = outcome.after().booking();
    if (after.status() != outcome.before().booking().status()) {
      metrics.counter("loket.bookings", "status", after.status().name()).increment();
    }
    changes.fireAsync(new BookingChanged(outcome.after()));
  }

  /** What becomes of a seat when its booking has changed. */
  private interface SeatMove {
    Uni<Offer> of(SqlClient transaction, Seat seat, Booking before, Placed after);
  }

  private Uni<Outcome> carryOut(
      SqlClient transaction, Seat seat, Placed placed, Decision decision, SeatMove move) {
    Placed after = placed.with(decision.booking());
    Uni<Void> owed = Uni.createFrom().voidItem();
    for (Obligation.Kind kind : decision.owes()) {
      owed = owed.chain(() -> obligations.owe(transaction, placed.booking().id(), kind));
    }
    if (decision.marksRefund()) {
      owed = owed.chain(() -> store.markRefunded(transaction, placed.booking().id()));
    }
    if (decision.booking() == placed.booking()) {
      return owed.replaceWith(new Outcome(placed, placed, Offer.NOTHING));
    }
    return owed.chain(() -> store.update(transaction, after.booking()))
        .chain(() -> news.publish(transaction, after))
        .chain(() -> move.of(transaction, seat, placed.booking(), after))
        .map(offer -> new Outcome(placed, after, offer));
  }

  /** Keeps the seat what its live booking says (I2). */
  private Uni<Offer> moveSeat(SqlClient transaction, Seat seat, Booking before, Placed after) {
    BookingStatus status = after.booking().status();
    if (status == BookingStatus.CONFIRMED && seat instanceof Seat.OnGoing onGoing) {
      return seats.write(transaction, onGoing.book()).replaceWith(Offer.NOTHING);
    }
    if (fallsFree(before, after) && seat instanceof Seat.Taken taken) {
      return offers
          .offer(transaction, seat)
          .call(
              offer ->
                  offer.promoted().isPresent()
                      ? Uni.createFrom().voidItem()
                      : seats.write(transaction, taken.free()));
    }
    // whoever stood behind somebody who leaves the line of an open seat may be the next now
    boolean leavesLine = status == BookingStatus.LEFT && seat instanceof Seat.Open;
    return leavesLine ? offers.offer(transaction, seat) : Uni.createFrom().item(Offer.NOTHING);
  }

  private static Problem notFound() {
    return new Problem(BookingProblems.NOT_FOUND);
  }
}
