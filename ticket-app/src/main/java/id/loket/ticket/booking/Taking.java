package id.loket.ticket.booking;

import id.loket.kit.id.Ids;
import id.loket.kit.money.Money;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

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
  private final BookingNews news;
  private final Offers offers;
  private final BookingConfig config;
  private final Clock clock;

  Taking(
      BookingStore store,
      LimitStore limits,
      Seats seats,
      Events events,
      BookingNews news,
      Offers offers,
      BookingConfig config,
      Clock clock) {
    this.store = store;
    this.limits = limits;
    this.seats = seats;
    this.events = events;
    this.news = news;
    this.offers = offers;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What was taken.
   *
   * @param placed the bookings made, all HOLDING or all QUEUED
   * @param offers what became of open seats somebody waited for; to be announced once it is
   *     committed
   */
  record Taken(List<Placed> placed, List<Offer> offers) {}

  /**
   * Takes the seats, all or none, if they are open and nobody who waits gets one of them first;
   * else the last place in their lines.
   *
   * @param id of the booking, or of the group
   * @return fails with {@code seat-not-found}, {@code event-not-on-sale}, {@code event-cancelled},
   *     {@code queue-full}, {@code too-many-bookings} or {@code already-booked}
   */
  Uni<Taken> take(SqlClient transaction, UUID id, BookSeat wanted, Holder holder) {
    return limits
        .lock(transaction, holder.userId(), wanted.eventId())
        .chain(() -> seats.lockAll(transaction, wanted.allSeats()))
        .invoke(
            locked -> {
              if (locked.stream()
                  .anyMatch(seat -> !seat.details().eventId().equals(wanted.eventId()))) {
                throw new Problem(SeatProblems.NOT_FOUND);
              }
            })
        .call(locked -> requireWithinLimits(transaction, holder.userId(), wanted))
        .chain(
            locked ->
                events
                    .find(transaction, wanted.eventId())
                    .invoke(this::requireOnSale)
                    .chain(
                        event ->
                            takeOrQueue(
                                transaction, bookings(id, wanted, locked, holder), locked, event)));
  }

  /**
   * The bookings to be made, held as yet: one with that id, or as many as there are seats, of a
   * group with that id.
   */
  private List<Booking> bookings(UUID id, BookSeat wanted, List<Seat> locked, Holder holder) {
    Instant now = clock.instant();
    if (!wanted.isGroup()) {
      return List.of(booking(id, locked.getFirst(), holder, now));
    }
    Money total = total(locked);
    List<Booking> bookings = new ArrayList<>();
    for (Seat seat : locked) {
      bookings.add(
          booking(Ids.next(), seat, holder, now)
              .in(new Booking.InGroup(id, locked.size(), bookings.isEmpty(), total)));
    }
    return bookings;
  }

  private static Booking booking(UUID id, Seat seat, Holder holder, Instant now) {
    return Booking.holding(
        id,
        holder,
        seat.details().eventId(),
        seat.details().id(),
        seat.details().price(),
        now,
        TraceParent.current());
  }

  private static Money total(List<Seat> seats) {
    String currency = seats.getFirst().details().price().currency();
    if (seats.stream().anyMatch(seat -> !seat.details().price().currency().equals(currency))) {
      throw Problem.invalid("seatIds", "field.group.currency");
    }
    long sum = seats.stream().mapToLong(seat -> seat.details().price().amount()).sum();
    if (sum > Money.MAX_AMOUNT) {
      throw Problem.invalid("seatIds", "field.order.total", Money.MAX_AMOUNT);
    }
    return new Money(sum, currency);
  }

  private Uni<Void> requireWithinLimits(SqlClient transaction, UUID userId, BookSeat wanted) {
    return limits
        .of(transaction, userId, wanted.eventId(), wanted.allSeats())
        .invoke(
            has -> {
              if (has.ofSeat() != null) {
                throw new Problem(BookingProblems.ALREADY_BOOKED).with("bookingId", has.ofSeat());
              }
              if (has.ofEvent() + wanted.allSeats().size() > config.mostPerUserAndEvent()) {
                throw new Problem(BookingProblems.TOO_MANY, config.mostPerUserAndEvent())
                    .with("most", config.mostPerUserAndEvent());
              }
            })
        .replaceWithVoid();
  }

  /** All seats are open and nobody who waits gets one of them first: then they are held. */
  private Uni<Taken> takeOrQueue(
      SqlClient transaction, List<Booking> bookings, List<Seat> locked, Event event) {
    List<Seat> open = locked.stream().filter(seat -> seat instanceof Seat.Open).toList();
    return InTurn.each(open, seat -> offers.offer(transaction, seat))
        .chain(
            made -> {
              boolean theirs =
                  open.size() == locked.size() && made.stream().noneMatch(Offer::isTaken);
              return (theirs
                      ? hold(transaction, bookings, locked, event)
                      : queue(transaction, bookings, locked, event))
                  .map(placed -> new Taken(placed, made));
            });
  }

  private Uni<List<Placed>> hold(
      SqlClient transaction, List<Booking> bookings, List<Seat> locked, Event event) {
    return InTurn.each(
        IntStream.range(0, locked.size()).boxed().toList(),
        n ->
            store
                .insert(transaction, bookings.get(n))
                .chain(() -> seats.write(transaction, ((Seat.Open) locked.get(n)).hold()))
                .replaceWith(() -> place(bookings.get(n), event, locked.get(n), null)));
  }

  private Uni<List<Placed>> queue(
      SqlClient transaction, List<Booking> bookings, List<Seat> locked, Event event) {
    return InTurn.each(
        IntStream.range(0, locked.size()).boxed().toList(),
        n -> queue(transaction, bookings.get(n).waiting(), locked.get(n), event));
  }

  private Uni<Placed> queue(SqlClient transaction, Booking booking, Seat seat, Event event) {
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
        .call(placed -> news.publish(transaction, placed));
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
