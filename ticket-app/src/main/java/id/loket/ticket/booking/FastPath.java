package id.loket.ticket.booking;

import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.trace.TraceParent;
import id.loket.ticket.seat.Seats;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The way of most bookings, each step one statement: an open seat nobody waits for is held, billed
 * and confirmed (ADR 43). A step does all that belongs to it, or nothing because something else is
 * the case; then {@link Taking} and {@link Transitions} lock, look, and decide.
 */
@Singleton
class FastPath {
  private final FastPathStore store;
  private final Transitions transitions;
  private final BookingNews news;
  private final Seats seats;
  private final PaperRule papers;
  private final BookingConfig config;
  private final Clock clock;

  FastPath(
      FastPathStore store,
      Transitions transitions,
      BookingNews news,
      Seats seats,
      PaperRule papers,
      BookingConfig config,
      Clock clock) {
    this.store = store;
    this.transitions = transitions;
    this.news = news;
    this.seats = seats;
    this.papers = papers;
    this.config = config;
    this.clock = clock;
  }

  /** Holds a single seat (I1) within what one user may have of an event, and claims the key. */
  Uni<Optional<Placed>> take(
      UUID id, BookSeat wanted, Holder holder, Optional<IdempotencyKey> key) {
    return store
        .take(
            id,
            wanted,
            holder,
            key,
            clock.instant(),
            config.mostPerUserAndEvent(),
            TraceParent.current())
        .invoke(taken -> taken.ifPresent(placed -> seats.statusWritten()));
  }

  /** A held booking has got its invoice: it waits to be paid, and the request is answered. */
  Uni<Optional<Placed>> awaitPayment(Placed held, Bill bill, Optional<AnswerOnce> once) {
    Placed after = held.with(held.booking().awaitPayment(bill, clock.instant()));
    return store
        .billed(after.booking(), news.of(after).orElseThrow(), answer(after, once))
        .map(done -> done ? committed(held, after) : Optional.empty());
  }

  /** A held booking costs nothing: it is theirs, and the request is answered. */
  Uni<Optional<Placed>> confirmFree(Placed held, Optional<AnswerOnce> once) {
    return confirm(held, once, Optional.empty());
  }

  /** A booking was paid, as that message tells. */
  Uni<Optional<Placed>> confirmPaid(Placed pending, String consumer, String messageId) {
    return confirm(
        pending, Optional.empty(), Optional.of(new FastPathStore.Heard(consumer, messageId)));
  }

  private Uni<Optional<Placed>> confirm(
      Placed before, Optional<AnswerOnce> once, Optional<FastPathStore.Heard> message) {
    Placed after = before.with(before.booking().confirm(clock.instant()));
    return store
        .confirmed(
            after.booking(),
            news.of(after).orElseThrow(),
            answer(after, once),
            message,
            papers.due(after.booking().status()))
        .map(
            done -> {
              if (!done) {
                return Optional.empty();
              }
              seats.statusWritten();
              return committed(before, after);
            });
  }

  private Optional<Placed> committed(Placed before, Placed after) {
    transitions.committed(new Transitions.Outcome(before, after, Offer.NOTHING));
    return Optional.of(after);
  }

  private static Optional<FastPathStore.KeyedAnswer> answer(
      Placed after, Optional<AnswerOnce> once) {
    return once.map(
        given -> new FastPathStore.KeyedAnswer(given.key(), given.answer().apply(List.of(after))));
  }
}
