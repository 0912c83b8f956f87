package id.loket.ticket.booking;

import id.loket.kit.id.Ids;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** What can be done with bookings. */
@Singleton
public class Bookings {
  private final Pool pool;
  private final BookingStore store;
  private final Taking taking;
  private final Transitions transitions;
  private final Holding holding;
  private final IdempotencyKeys keys;
  private final OutboxRelay relay;
  private final BookingConfig config;
  private final Clock clock;
  private final MeterRegistry metrics;

  Bookings(
      Pool pool,
      BookingStore store,
      Taking taking,
      Transitions transitions,
      Holding holding,
      IdempotencyKeys keys,
      OutboxRelay relay,
      BookingConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.taking = taking;
    this.transitions = transitions;
    this.holding = holding;
    this.keys = keys;
    this.relay = relay;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** What came of asking for a seat. */
  public sealed interface Result {
    /**
     * A booking: PENDING_PAYMENT, QUEUED or FAILED.
     *
     * @param repeated whether an earlier request with the same key made it
     */
    record Made(Placed placed, boolean repeated) implements Result {}

    /** The answer an earlier request with the same key got. */
    record AnsweredBefore(Answer answer) implements Result {}
  }

  /**
   * Books a seat: takes it if it is open, else joins its line. Taking it is decided in one short
   * transaction; only then are the organiser and payment-app called, so that a slow organiser keeps
   * nobody else from booking.
   *
   * @return fails with {@code seat-not-found}, {@code event-not-on-sale}, {@code queue-full},
   *     {@code too-many-bookings}, {@code already-booked} or {@code idempotency-key-in-flight}
   */
  public Uni<Result> book(BookSeat wanted, Holder holder, Optional<IdempotencyKey> key) {
    UUID id = Ids.next();
    AtomicReference<Optional<UUID>> promoted = new AtomicReference<>(Optional.empty());
    return pool.withTransaction(
            transaction ->
                claim(transaction, key, id)
                    .chain(
                        claim ->
                            switch (claim) {
                              case IdempotencyKeys.Claim.Fresh fresh ->
                                  taking
                                      .take(transaction, id, wanted, holder)
                                      .invoke(taken -> promoted.set(taken.promoted()))
                                      .map(taken -> new Result.Made(taken.placed(), false));
                              case IdempotencyKeys.Claim.Finished finished ->
                                  Uni.createFrom()
                                      .item(new Result.AnsweredBefore(finished.answer()));
                              case IdempotencyKeys.Claim.InFlight inFlight ->
                                  earlier(transaction, inFlight.resourceId());
                            }))
        .invoke(() -> transitions.offered(promoted.get()))
        .chain(this::carryOn)
        // Goes on although the caller may hang up: a booking is not left half-way for that.
        .memoize()
        .indefinitely();
  }

  /** Remembers the answer to a booking request under its key. */
  public Uni<Void> remember(IdempotencyKey key, Answer answer) {
    return keys.complete(pool, key, answer);
  }

  public Uni<Placed> find(UUID id) {
    return store
        .find(pool, id)
        .map(found -> found.orElseThrow(() -> new Problem(BookingProblems.NOT_FOUND)));
  }

  /** A page of bookings, newest first. */
  public Uni<Page<Placed>> list(BookingSearch search, PageQuery query) {
    int limit = query.limit();
    return store
        .list(pool, search, query.cursor().orElse(null), limit + 1)
        .map(
            found ->
                Page.of(
                    found,
                    limit,
                    placed -> new Cursor(placed.booking().createdAt(), placed.booking().id())));
  }

  /** Every status a booking ever had, oldest first. */
  public Uni<List<StatusChange>> timeline(UUID id) {
    return store.changes(pool, id);
  }

  /**
   * Calls a booking off for its user, or leaves the line.
   *
   * @return fails with {@code booking-not-cancellable} when it ended already, is being held this
   *     moment, was used at the door or the event has begun; with {@code booking-in-order} when an
   *     order carries it, which is what can be cancelled then
   */
  public Uni<Placed> cancel(UUID id) {
    return transitions
        .change(
            id,
            placed -> {
              Instant now = clock.instant();
              if (placed.booking().order() != null && placed.booking().status().isLive()) {
                throw CarriedBookings.inOrder(placed.booking().order().id());
              }
              Decision decision = Cancellation.of(placed.booking(), Reason.CANCELLED_BY_USER, now);
              boolean begun =
                  placed.booking().status() != BookingStatus.QUEUED
                      && !now.isBefore(placed.event().startsAt());
              if (decision.booking() == placed.booking() || begun) {
                throw notCancellable(placed.booking().status());
              }
              return placed.booking().status() == BookingStatus.QUEUED
                  ? Cancellation.of(placed.booking(), Reason.LEFT_QUEUE, now)
                  : decision;
            })
        .onFailure(Booking.IllegalTransition.class)
        .transform(e -> notCancellable(((Booking.IllegalTransition) e).from()));
  }

  /** The line of a seat, first in line first. */
  public Uni<List<Placed>> line(UUID seatId) {
    return store.line(pool, seatId, config.longestLine());
  }

  /**
   * Uses a confirmed booking's ticket.
   *
   * @return false when it was used before or is not confirmed
   */
  public Uni<Boolean> checkIn(UUID id, String byWhom) {
    return transitions.checkIn(id, byWhom);
  }

  private Uni<IdempotencyKeys.Claim> claim(
      SqlClient transaction, Optional<IdempotencyKey> key, UUID bookingId) {
    return key.map(given -> keys.claim(transaction, given, bookingId))
        .orElseGet(() -> Uni.createFrom().item(new IdempotencyKeys.Claim.Fresh()));
  }

  private Uni<Result> carryOn(Result result) {
    if (!(result instanceof Result.Made made) || made.repeated()) {
      return Uni.createFrom().item(result);
    }
    metrics
        .counter("loket.bookings", "status", made.placed().booking().status().name())
        .increment();
    if (made.placed().booking().status() == BookingStatus.QUEUED) {
      relay.wake();
      return Uni.createFrom().item(result);
    }
    return holding.carryOn(made.placed()).map(placed -> new Result.Made(placed, false));
  }

  /** An earlier request with the same key that never answered: tell how its booking stands now. */
  private Uni<Result> earlier(SqlClient transaction, UUID bookingId) {
    return store
        .find(transaction, bookingId)
        .map(Optional::orElseThrow)
        .invoke(
            placed -> {
              if (placed.booking().status() == BookingStatus.HOLDING) {
                throw IdempotencyKeys.inFlight();
              }
            })
        .map(placed -> new Result.Made(placed, true));
  }

  private static Problem notCancellable(BookingStatus status) {
    return new Problem(BookingProblems.NOT_CANCELLABLE, status).with("bookingStatus", status);
  }
}
