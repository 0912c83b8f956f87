package id.loket.ticket.booking;

import id.loket.kit.problem.Problem;
import id.loket.kit.trace.TraceParent;
import id.loket.ticket.event.Event;
import id.loket.ticket.event.EventProblems;
import id.loket.ticket.event.Events;
import id.loket.ticket.seat.Seat;
import id.loket.ticket.seat.SeatProblems;
import id.loket.ticket.seat.Seats;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes a seat, or a place in its line, in the caller's transaction (I1, I7), within what one user
 * may have of an event.
 */
@Singleton
class Taking {
  private final BookingStore store;
  private final LimitStore limits;
  private final Seats seats;
  private final Events events;
  private final Transitions transitions;
  private final BookingConfig config;
  private final Clock clock;

  Taking(
      BookingStore store,
      LimitStore limits,
      Seats seats,
      Events events,
      Transitions transitions,
      BookingConfig config,
      Clock clock) {
    this.store = store;
    this.limits = limits;
    this.seats = seats;
    this.events = events;
    this.transitions = transitions;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What was taken.
   *
   * @param promoted who had waited for the seat and got it; to be announced once it is committed
   */
  record Taken(Placed placed, Optional<UUID> promoted) {}

  /**
   * Takes the seat if it is open and nobody waits for it, else the last place in its line.
   *
   * @return fails with {@code seat-not-found}, {@code event-not-on-sale}, {@code event-cancelled},
   *     {@code queue-full}, {@code too-many-bookings} or {@code already-booked}
   */
  Uni<Taken> take(SqlClient transaction, UUID id, BookSeat wanted, Holder holder) {
    return limits
        .lock(transaction, holder.userId(), wanted.eventId())
        .chain(() -> seats.lock(transaction, wanted.seatId()))
        .invoke(
            seat -> {
              if (!seat.details().eventId().equals(wanted.eventId())) {
                throw new Problem(SeatProblems.NOT_FOUND);
              }
            })
        .call(seat -> requireWithinLimits(transaction, holder.userId(), seat))
        .chain(
            seat ->
                events
                    .find(transaction, wanted.eventId())
                    .invoke(this::requireOnSale)
                    .chain(event -> takeOrQueue(transaction, id, seat, event, holder)));
  }

  private Uni<Void> requireWithinLimits(SqlClient transaction, UUID userId, Seat seat) {
    return limits
        .of(transaction, userId, seat.details().eventId(), seat.details().id())
        .invoke(
            has -> {
              if (has.ofSeat() != null) {
                throw new Problem(BookingProblems.ALREADY_BOOKED).with("bookingId", has.ofSeat());
              }
              if (has.ofEvent() >= config.mostPerUserAndEvent()) {
                throw new Problem(BookingProblems.TOO_MANY, config.mostPerUserAndEvent())
                    .with("most", config.mostPerUserAndEvent());
              }
            })
        .replaceWithVoid();
  }

  private Uni<Taken> takeOrQueue(
      SqlClient transaction, UUID id, Seat seat, Event event, Holder holder) {
    return seat instanceof Seat.Open open
        ? transitions
            .offerOpen(transaction, open)
            .chain(
                promoted ->
                    promoted.isPresent()
                        ? queue(transaction, id, seat, event, holder)
                            .map(placed -> new Taken(placed, promoted))
                        : hold(transaction, id, open, event, holder))
        : queue(transaction, id, seat, event, holder)
            .map(placed -> new Taken(placed, Optional.empty()));
  }

  private Uni<Taken> hold(
      SqlClient transaction, UUID id, Seat.Open seat, Event event, Holder holder) {
    Booking booking =
        Booking.holding(
            id,
            holder,
            event.id(),
            seat.details().id(),
            seat.details().price(),
            clock.instant(),
            TraceParent.current());
    return store
        .insert(transaction, booking)
        .chain(() -> seats.write(transaction, seat.hold()))
        .replaceWith(new Taken(place(booking, event, seat, null), Optional.empty()));
  }

  private Uni<Placed> queue(SqlClient transaction, UUID id, Seat seat, Event event, Holder holder) {
    Booking booking =
        Booking.queued(
            id,
            holder,
            event.id(),
            seat.details().id(),
            seat.details().price(),
            clock.instant(),
            TraceParent.current());
    return store
        .lengthOfLine(transaction, seat.details().id())
        .invoke(
            length -> {
              if (length >= config.longestLine()) {
                throw new Problem(BookingProblems.QUEUE_FULL, config.longestLine());
              }
            })
        .map(length -> place(booking, event, seat, length + 1))
        .call(placed -> store.insert(transaction, booking))
        .call(placed -> transitions.publish(transaction, placed));
  }

  private void requireOnSale(Event event) {
    Event.Sale sale = event.saleAt(clock.instant());
    switch (sale) {
      case OPEN -> {}
      case NOT_PUBLISHED -> throw new Problem(EventProblems.NOT_FOUND);
      case CANCELLED -> throw new Problem(EventProblems.CANCELLED);
      case NOT_YET_OPEN, CLOSED ->
          throw new Problem(EventProblems.NOT_ON_SALE)
              .with("salesFrom", event.fields().salesFrom())
              .with("salesUntil", event.fields().salesUntil());
    }
  }

  private Placed place(Booking booking, Event event, Seat seat, Integer position) {
    var fields = event.fields();
    var details = seat.details();
    Instant now = clock.instant();
    return new Placed(
        booking,
        new Placed.EventSummary(
            fields.title(),
            fields.venue(),
            fields.startsAt(),
            fields.organiserUrl(),
            event.takesPlaceAfter(now)),
        new Placed.SeatSummary(details.label(), details.section(), details.row()),
        position);
  }
}
