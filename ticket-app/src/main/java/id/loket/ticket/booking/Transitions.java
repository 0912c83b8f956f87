package id.loket.ticket.booking;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.ticket.seat.Seat;
import id.loket.ticket.seat.Seats;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes a booking, its seat and its line together, in one short transaction that calls no other
 * system (I1, I2, I7), with the event that tells of it (I4). Locks the seat first, always: so no
 * two changes of a seat's bookings run at once and none wait for each other in a circle.
 */
@Singleton
class Transitions {
  private final Pool pool;
  private final BookingStore store;
  private final ObligationStore obligations;
  private final Seats seats;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final TolerantJson json;
  private final List<BookingFollower> followers;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final jakarta.enterprise.event.Event<SeatOffered> offered;
  private final jakarta.enterprise.event.Event<BookingChanged> changes;

  Transitions(
      Pool pool,
      BookingStore store,
      ObligationStore obligations,
      Seats seats,
      Outbox outbox,
      OutboxRelay relay,
      TolerantJson json,
      @All List<BookingFollower> followers,
      Clock clock,
      MeterRegistry metrics,
      jakarta.enterprise.event.Event<SeatOffered> offered,
      jakarta.enterprise.event.Event<BookingChanged> changes) {
    this.pool = pool;
    this.store = store;
    this.obligations = obligations;
    this.seats = seats;
    this.outbox = outbox;
    this.relay = relay;
    this.json = json;
    this.followers = followers;
    this.clock = clock;
    this.metrics = metrics;
    this.offered = offered;
    this.changes = changes;
  }

  /**
   * What a transaction did to a booking.
   *
   * @param before the booking as it was found
   * @param after the booking as it is now
   * @param promoted who got the seat instead
   */
  record Outcome(Placed before, Placed after, Optional<UUID> promoted) {
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
    return store
        .seatOf(transaction, bookingId)
        .map(seatId -> seatId.orElseThrow(Transitions::notFound))
        .chain(seatId -> seats.lock(transaction, seatId))
        .chain(
            seat ->
                store
                    .find(transaction, bookingId)
                    .map(found -> found.orElseThrow(Transitions::notFound))
                    .chain(placed -> carryOut(transaction, seat, placed, decide.apply(placed))));
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
    offered(outcome.promoted());
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

  /** Writes the event that tells of a booking's status in the caller's transaction. */
  Uni<Void> publish(SqlClient transaction, Placed placed) {
    Booking booking = placed.booking();
    return eventType(booking.status())
        .map(
            type ->
                outbox.append(
                    transaction,
                    Event.now(type, booking.id().toString(), json.write(BookingView.of(placed)))
                        .elseIn(booking.traceparent())))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Outcome> carryOut(
      SqlClient transaction, Seat seat, Placed placed, Decision decision) {
    Placed after = placed.with(decision.booking());
    Uni<Void> owed = Uni.createFrom().voidItem();
    for (Obligation.Kind kind : decision.owes()) {
      owed = owed.chain(() -> obligations.owe(transaction, placed.booking().id(), kind));
    }
    if (decision.marksRefund()) {
      owed = owed.chain(() -> store.markRefunded(transaction, placed.booking().id()));
    }
    if (decision.booking() == placed.booking()) {
      return owed.replaceWith(new Outcome(placed, placed, Optional.empty()));
    }
    return owed.chain(() -> store.update(transaction, after.booking()))
        .chain(() -> publish(transaction, after))
        .chain(() -> follow(transaction, after.booking()))
        .chain(() -> moveSeat(transaction, seat, placed.booking(), after))
        .map(promoted -> new Outcome(placed, after, promoted));
  }

  private Uni<Void> follow(SqlClient transaction, Booking changed) {
    Uni<Void> followed = Uni.createFrom().voidItem();
    for (BookingFollower follower : followers) {
      followed = followed.chain(() -> follower.follow(transaction, changed));
    }
    return followed;
  }

  /** Keeps the seat what its live booking says (I2). */
  private Uni<Optional<UUID>> moveSeat(
      SqlClient transaction, Seat seat, Booking before, Placed after) {
    BookingStatus status = after.booking().status();
    if (status == BookingStatus.CONFIRMED && seat instanceof Seat.OnGoing onGoing) {
      return seats.write(transaction, onGoing.book()).replaceWith(Optional.empty());
    }
    boolean fallsFree = before.status().isLive() && !status.isLive();
    return fallsFree && seat instanceof Seat.Taken taken
        ? offerOn(transaction, taken)
        : Uni.createFrom().item(Optional.empty());
  }

  /**
   * Offers an open seat that somebody waits for to the first in line: an event that had begun
   * leaves such when it is moved. The seat is locked by the caller.
   *
   * @return who was promoted
   */
  Uni<Optional<UUID>> offerOpen(SqlClient transaction, Seat.Open seat) {
    return store
        .firstInLine(transaction, seat.details().id())
        .chain(
            first ->
                first
                    .filter(placed -> placed.event().takesPlace())
                    .map(placed -> promote(transaction, seat, placed.booking()))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  /** Offers an open seat to its line in a transaction of its own. */
  Uni<Void> offerOpen(UUID seatId) {
    return pool.withTransaction(
            transaction ->
                seats
                    .lock(transaction, seatId)
                    .chain(
                        seat ->
                            seat instanceof Seat.Open open
                                ? offerOpen(transaction, open)
                                : Uni.createFrom().item(Optional.<UUID>empty())))
        .invoke(this::offered)
        .replaceWithVoid();
  }

  /** Lets whoever was promoted begin, once that is committed. */
  void offered(Optional<UUID> promoted) {
    promoted.ifPresent(id -> offered.fireAsync(new SeatOffered(id)));
  }

  /** Gives a seat that falls free to the first in its line; without one it is open to all. */
  private Uni<Optional<UUID>> offerOn(SqlClient transaction, Seat.Taken seat) {
    return store
        .firstInLine(transaction, seat.details().id())
        .chain(
            first ->
                first
                    .filter(placed -> placed.event().takesPlace())
                    .map(placed -> promote(transaction, seat, placed.booking()))
                    .orElseGet(
                        () -> seats.write(transaction, seat.free()).replaceWith(Optional.empty())));
  }

  private Uni<Optional<UUID>> promote(SqlClient transaction, Seat seat, Booking first) {
    Uni<Void> seatWritten =
        switch (seat) {
          case Seat.OnGoing onGoing -> Uni.createFrom().voidItem();
          case Seat.Booked booked -> seats.write(transaction, booked.offerOn());
          case Seat.Open open -> seats.write(transaction, open.hold());
        };
    Booking next = first.promote(clock.instant());
    return seatWritten
        .chain(() -> store.update(transaction, next))
        .replaceWith(Optional.of(first.id()));
  }

  private static Optional<String> eventType(BookingStatus status) {
    return switch (status) {
      case HOLDING -> Optional.empty();
      case QUEUED -> Optional.of("booking.queued");
      case PENDING_PAYMENT -> Optional.of("booking.pending");
      case CONFIRMED -> Optional.of("booking.confirmed");
      case FAILED -> Optional.of("booking.failed");
      case EXPIRED -> Optional.of("booking.expired");
      case CANCELLED, LEFT -> Optional.of("booking.cancelled");
    };
  }

  private static Problem notFound() {
    return new Problem(BookingProblems.NOT_FOUND);
  }
}
