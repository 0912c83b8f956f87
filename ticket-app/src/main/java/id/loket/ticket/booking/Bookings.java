package id.loket.ticket.booking;

import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.id.Ids;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.postgres.Pipeline;
import id.loket.kit.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** What can be done with bookings. */
@Singleton
public class Bookings {
  private final Pool pool;
  private final BookingStore store;
  private final Taking taking;
  private final Transitions transitions;
  private final Offers offers;
  private final FastPath fastPath;
  private final Holding holding;
  private final GroupHolding groupHolding;
  private final IdempotencyKeys keys;
  private final AuditTrail audit;
  private final OutboxRelay relay;
  private final BookingConfig config;
  private final Clock clock;
  private final MeterRegistry metrics;

  Bookings(
      Pool pool,
      BookingStore store,
      Taking taking,
      Transitions transitions,
      Offers offers,
      FastPath fastPath,
      Holding holding,
      GroupHolding groupHolding,
      IdempotencyKeys keys,
      AuditTrail audit,
      OutboxRelay relay,
      BookingConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.taking = taking;
    this.transitions = transitions;
    this.offers = offers;
    this.fastPath = fastPath;
    this.holding = holding;
    this.groupHolding = groupHolding;
    this.keys = keys;
    this.audit = audit;
    this.relay = relay;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** What came of asking for a seat. */
  public sealed interface Result {
    /**
     * A booking, or those of a group: CONFIRMED, PENDING_PAYMENT, QUEUED or FAILED.
     *
     * @param repeated whether an earlier request with the same key made them
     * @param isAnswered whether the answer is remembered under the key already
     */
    record Made(List<Placed> all, boolean repeated, boolean isAnswered) implements Result {
      Made(List<Placed> all, boolean repeated) {
        this(all, repeated, false);
      }
    }

    /** The answer an earlier request with the same key got. */
    record AnsweredBefore(Answer answer) implements Result {}
  }

  /**
   * Books a seat, or several, all or none: takes them if they are open, else joins their lines.
   * Taking is decided in one short transaction; only then are the organiser and payment-app called,
   * so that a slow organiser keeps nobody else from booking.
   *
   * @param once the key the request came with, and how it is answered
   * @param by the administrator who books for somebody; empty where they book themselves
   * @return fails with {@code seat-not-found}, {@code event-not-on-sale}, {@code queue-full},
   *     {@code too-many-bookings}, {@code already-booked} or {@code idempotency-key-in-flight}
   */
  Uni<Result> book(BookSeat wanted, Holder holder, Optional<AnswerOnce> once, Optional<Actor> by) {
    UUID id = Ids.next();
    Optional<IdempotencyKey> key = once.map(AnswerOnce::key);
    boolean usual = !wanted.isGroup() && by.isEmpty();
    Uni<Optional<Placed>> atOnce =
        usual
            ? fastPath.take(id, wanted, holder, key)
            : Uni.createFrom().item(Optional.<Placed>empty());
    return atOnce
        .chain(
            taken ->
                taken.isPresent()
                    ? Uni.createFrom().<Result>item(new Result.Made(List.of(taken.get()), false))
                    : take(id, wanted, holder, key, by))
        .chain(result -> carryOn(result, once))
        // Goes on although the caller may hang up: a booking is not left half-way for that.
        .memoize()
        .indefinitely();
  }

  private Uni<Result> take(
      UUID id, BookSeat wanted, Holder holder, Optional<IdempotencyKey> key, Optional<Actor> by) {
    AtomicReference<List<Offer>> made = new AtomicReference<>(List.of());
    return pool.withTransaction(
            transaction ->
                claim(transaction, key, id)
                    .chain(
                        claim ->
                            switch (claim) {
                              case IdempotencyKeys.Claim.Fresh fresh ->
                                  taking
                                      .take(transaction, id, wanted, holder)
                                      .invoke(taken -> made.set(taken.offers()))
                                      .call(
                                          taken ->
                                              answerFor(
                                                  transaction,
                                                  "booking.made-for",
                                                  taken.placed(),
                                                  by))
                                      .map(taken -> new Result.Made(taken.placed(), false));
                              case IdempotencyKeys.Claim.Finished finished ->
                                  Uni.createFrom()
                                      .item(new Result.AnsweredBefore(finished.answer()));
                              case IdempotencyKeys.Claim.InFlight inFlight ->
                                  earlier(transaction, inFlight.resourceId());
                            }))
        .invoke(() -> made.get().forEach(offers::offered));
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
   *     order carries it, which is what can be cancelled then; with {@code booking-in-group} when
   *     it is one of several that are not paid yet
   */
  public Uni<Placed> cancel(Placed placed, Optional<Actor> by) {
    Booking booking = placed.booking();
    return booking.group() == null
        ? cancelSingle(booking.id(), by)
        : cancelSeats(booking.group().id(), List.of(booking.seatId()), by)
            .map(group -> ofId(group, booking.id()));
  }

  private Uni<Placed> cancelSingle(UUID id, Optional<Actor> by) {
    return cancelling(
            transaction -> transitions.change(transaction, id, this::calledOff).map(List::of), by)
        .map(List::getFirst);
  }

  private Decision calledOff(Placed placed) {
    Booking booking = placed.booking();
    if (booking.order() != null && booking.status().isLive()) {
      throw CarriedBookings.inOrder(booking.order().id());
    }
    return Cancellation.byUser(placed, clock.instant());
  }

  private static Placed ofId(List<Placed> group, UUID id) {
    return group.stream()
        .filter(placed -> placed.booking().id().equals(id))
        .findFirst()
        .orElseThrow();
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

  private Uni<Result> carryOn(Result result, Optional<AnswerOnce> once) {
    if (!(result instanceof Result.Made made) || made.repeated()) {
      return Uni.createFrom().item(result);
    }
    Booking first = made.all().getFirst().booking();
    metrics.counter("loket.bookings", "status", first.status().name()).increment(made.all().size());
    if (first.status() == BookingStatus.QUEUED) {
      relay.wake();
      return Uni.createFrom().item(result);
    }
    return first.group() == null
        ? holding
            .carryOn(made.all().getFirst(), once)
            .map(carried -> new Result.Made(List.of(carried.placed()), false, carried.isAnswered()))
        : groupHolding.carryOn(made.all()).map(placed -> new Result.Made(placed, false));
  }

  /** An earlier request with the same key that never answered: tell how it stands now. */
  private Uni<Result> earlier(SqlClient transaction, UUID id) {
    return store
        .find(transaction, id)
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(List.of(found.get()))
                    : group(transaction, id))
        .invoke(
            placed -> {
              if (placed.getFirst().booking().status() == BookingStatus.HOLDING) {
                throw IdempotencyKeys.inFlight();
              }
            })
        .map(placed -> new Result.Made(placed, true));
  }

  /**
   * The bookings of a group, in one order always.
   *
   * @return fails with {@code booking-not-found} for an unknown one
   */
  public Uni<List<Placed>> group(UUID id) {
    return group(pool, id);
  }

  private Uni<List<Placed>> group(SqlClient client, UUID id) {
    return store
        .ofGroup(client, id)
        .invoke(
            found -> {
              if (found.isEmpty()) {
                throw new Problem(BookingProblems.NOT_FOUND);
              }
            });
  }

  /**
   * Calls all bookings of a group off for its user that have not ended, or leaves all its lines:
   * all of them or, when the ticket of one was used, none.
   *
   * @return fails with {@code booking-not-cancellable} like {@link #cancel}
   */
  public Uni<List<Placed>> cancelGroup(UUID id, Optional<Actor> by) {
    return cancelling(
        transaction ->
            transitions.changeGroup(
                transaction, id, group -> Cancellation.wholeByUser(group, clock.instant())),
        by);
  }

  /**
   * Takes somebody out of all lines they wait in. What is theirs already, or becomes so this
   * moment, is left.
   */
  public Uni<Void> leaveLines(UUID userId) {
    return store
        .waitingOf(pool, userId)
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .onItem()
        .transformToUniAndConcatenate(
            id -> transitions.changeWhole(id, placed -> placed.stream().map(this::left).toList()))
        .collect()
        .last()
        .invoke(relay::wake);
  }

  private Decision left(Placed placed) {
    return placed.booking().status() == BookingStatus.QUEUED
        ? Cancellation.of(placed.booking(), Reason.LEFT_QUEUE, clock.instant())
        : Decision.leave(placed.booking());
  }

  /**
   * Calls some seats of a group that is paid off for its user, all that are named or none; the
   * others stay.
   *
   * @return fails with {@code booking-not-found} for a seat that is none of the group's; with
   *     {@code booking-in-group} while the group is not paid; with {@code booking-not-cancellable}
   *     like {@link #cancel}
   */
  public Uni<List<Placed>> cancelSeats(UUID groupId, List<UUID> seatIds, Optional<Actor> by) {
    Set<UUID> named = Set.copyOf(seatIds);
    return cancelling(
        transaction ->
            transitions.changeGroup(
                transaction,
                groupId,
                group -> Cancellation.partByUser(group, named, clock.instant())),
        by);
  }

  private Uni<List<Placed>> cancelling(
      Function<SqlClient, Uni<List<Transitions.Outcome>>> change, Optional<Actor> by) {
    return pool.withTransaction(
            transaction ->
                change
                    .apply(transaction)
                    .call(
                        outcomes ->
                            answerFor(transaction, "booking.cancelled", changed(outcomes), by)))
        .invoke(outcomes -> outcomes.forEach(transitions::committed))
        .map(outcomes -> outcomes.stream().map(Transitions.Outcome::after).toList())
        .onFailure(Booking.IllegalTransition.class)
        .transform(e -> Cancellation.refused(((Booking.IllegalTransition) e).from()));
  }

  private static List<Placed> changed(List<Transitions.Outcome> outcomes) {
    return outcomes.stream()
        .filter(Transitions.Outcome::changed)
        .map(Transitions.Outcome::after)
        .toList();
  }

  /** What an administrator does in somebody's stead is answered for (I12). */
  private Uni<Void> answerFor(
      SqlClient transaction, String act, List<Placed> placed, Optional<Actor> by) {
    return Pipeline.of(
        placed.stream()
            .map(Placed::booking)
            .map(
                booking ->
                    audit.record(
                        transaction,
                        Act.of(act, "booking", booking.id()).to(Map.of("status", booking.status())),
                        by))
            .toList());
  }
}
