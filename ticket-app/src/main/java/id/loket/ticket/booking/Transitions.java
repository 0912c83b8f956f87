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
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final TolerantJson json;
  private final List<BookingFollower> followers;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final jakarta.enterprise.event.Event<SeatOffered> offered;
  private final jakarta.enterprise.event.Event<SeatWaitedFor> waitedFor;
  private final jakarta.enterprise.event.Event<BookingChanged> changes;

  Transitions(
      Pool pool,
      BookingStore store,
      GroupStore groups,
      ObligationStore obligations,
      Seats seats,
      Outbox outbox,
      OutboxRelay relay,
      TolerantJson json,
      @All List<BookingFollower> followers,
      Clock clock,
      MeterRegistry metrics,
      jakarta.enterprise.event.Event<SeatOffered> offered,
      jakarta.enterprise.event.Event<SeatWaitedFor> waitedFor,
      jakarta.enterprise.event.Event<BookingChanged> changes) {
    this.pool = pool;
    this.store = store;
    this.groups = groups;
    this.obligations = obligations;
    this.seats = seats;
    this.outbox = outbox;
    this.relay = relay;
    this.json = json;
    this.followers = followers;
    this.clock = clock;
    this.metrics = metrics;
    this.offered = offered;
    this.waitedFor = waitedFor;
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

  /**
   * What became of a seat that is open, or falls free.
   *
   * @param promoted who got it
   * @param waitedForBy a seat left open though groups wait for it: once this is committed, they are
   *     looked at with all their seats
   * @param isKept whether one of these groups can be served, so that nobody else takes it
   */
  record Offer(Optional<UUID> promoted, Optional<UUID> waitedForBy, boolean isKept) {
    static final Offer NOTHING = new Offer(Optional.empty(), Optional.empty(), false);

    static Offer to(UUID bookingId) {
      return new Offer(Optional.of(bookingId), Optional.empty(), false);
    }

    /** Whether it is somebody else's: a newcomer goes to the end of its line. */
    boolean isTaken() {
      return promoted.isPresent() || isKept;
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
   * for money is owed once, by the lead.
   *
   * @param decide one decision for each, in the order given
   */
  Uni<List<Outcome>> changeGroup(
      SqlClient transaction, UUID groupId, Function<List<Placed>, List<Decision>> decide) {
    return groups
        .members(transaction, groupId)
        .invoke(
            members -> {
              if (members.isEmpty()) {
                throw notFound();
              }
            })
        .chain(
            members ->
                one(members, member -> seats.lock(transaction, member.seatId()))
                    .chain(
                        locked ->
                            one(members, member -> store.find(transaction, member.bookingId()))
                                .map(found -> found.stream().map(Optional::orElseThrow).toList())
                                .chain(
                                    placed ->
                                        carryOutAll(
                                            transaction, locked, placed, decide.apply(placed)))));
  }

  private Uni<List<Outcome>> carryOutAll(
      SqlClient transaction, List<Seat> locked, List<Placed> placed, List<Decision> decisions) {
    List<Integer> all = IntStream.range(0, placed.size()).boxed().toList();
    return one(
        all,
        n ->
            carryOut(
                transaction,
                locked.get(n),
                placed.get(n),
                placed.get(n).booking().group().lead()
                    ? decisions.get(n)
                    : decisions.get(n).withoutMoney()));
  }

  /** One after the other, as it has to be within a transaction. */
  private static <T, R> Uni<List<R>> one(List<T> items, Function<T, Uni<R>> each) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUniAndConcatenate(item -> each.apply(item))
        .collect()
        .asList();
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
    offered(outcome.offer());
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
      return owed.replaceWith(new Outcome(placed, placed, Offer.NOTHING));
    }
    return owed.chain(() -> store.update(transaction, after.booking()))
        .chain(() -> publish(transaction, after))
        .chain(() -> follow(transaction, after.booking()))
        .chain(() -> moveSeat(transaction, seat, placed.booking(), after))
        .map(offer -> new Outcome(placed, after, offer));
  }

  private Uni<Void> follow(SqlClient transaction, Booking changed) {
    Uni<Void> followed = Uni.createFrom().voidItem();
    for (BookingFollower follower : followers) {
      followed = followed.chain(() -> follower.follow(transaction, changed));
    }
    return followed;
  }

  /** Keeps the seat what its live booking says (I2). */
  private Uni<Offer> moveSeat(SqlClient transaction, Seat seat, Booking before, Placed after) {
    BookingStatus status = after.booking().status();
    if (status == BookingStatus.CONFIRMED && seat instanceof Seat.OnGoing onGoing) {
      return seats.write(transaction, onGoing.book()).replaceWith(Offer.NOTHING);
    }
    boolean fallsFree = before.status().isLive() && !status.isLive();
    if (fallsFree && seat instanceof Seat.Taken taken) {
      return offer(transaction, seat)
          .call(
              offer ->
                  offer.promoted().isPresent()
                      ? Uni.createFrom().voidItem()
                      : seats.write(transaction, taken.free()));
    }
    // whoever stood behind somebody who leaves the line of an open seat may be the next now
    boolean leavesLine = status == BookingStatus.LEFT && seat instanceof Seat.Open;
    return leavesLine ? offer(transaction, seat) : Uni.createFrom().item(Offer.NOTHING);
  }

  /**
   * Offers a seat that is open, or about to be, to its line (I7): the first that can be served. A
   * group is not served here, for its other seats are not locked; the seat is left open for it until
   * this is committed.
   */
  Uni<Offer> offer(SqlClient transaction, Seat seat) {
    UUID seatId = seat.details().id();
    return groups
        .line(transaction, seatId)
        .chain(
            line ->
                line.isEmpty()
                    ? Uni.createFrom().item(Offer.NOTHING)
                    : openAmong(transaction, line, seatId)
                        .map(open -> Waiting.next(line, open))
                        .chain(next -> offer(transaction, seat, line, next)));
  }

  private Uni<Set<UUID>> openAmong(SqlClient transaction, List<Waiting> line, UUID seatId) {
    Set<UUID> others =
        line.stream().flatMap(each -> each.seats().stream()).collect(Collectors.toSet());
    others.remove(seatId);
    Uni<Set<UUID>> known =
        others.isEmpty() ? Uni.createFrom().item(Set.of()) : groups.open(transaction, others);
    return known.map(
        open -> {
          Set<UUID> all = new HashSet<>(open);
          all.add(seatId);
          return all;
        });
  }

  private Uni<Offer> offer(
      SqlClient transaction, Seat seat, List<Waiting> line, Optional<Waiting> next) {
    boolean groupsWait = line.stream().anyMatch(Waiting::isGroup);
    Offer left =
        groupsWait
            ? new Offer(Optional.empty(), Optional.of(seat.details().id()), next.isPresent())
            : Offer.NOTHING;
    return next.filter(waiting -> !waiting.isGroup())
        .map(
            waiting ->
                store
                    .find(transaction, waiting.bookingId())
                    .map(Optional::orElseThrow)
                    .chain(
                        first ->
                            first.event().takesPlace()
                                ? promote(transaction, seat, first.booking())
                                    .map(Offer::to)
                                : Uni.createFrom().item(Offer.NOTHING)))
        .orElseGet(() -> Uni.createFrom().item(left));
  }

  /** Offers an open seat to its line in a transaction of its own. */
  Uni<Void> offerOpen(UUID seatId) {
    return pool.withTransaction(
            transaction ->
                seats
                    .lock(transaction, seatId)
                    .chain(
                        seat ->
                            seat instanceof Seat.Open
                                ? offer(transaction, seat)
                                : Uni.createFrom().item(Offer.NOTHING)))
        .invoke(this::offered)
        .replaceWithVoid();
  }

  /** Lets whoever was promoted begin, and groups be looked at, once that is committed. */
  void offered(Offer offer) {
    offer.promoted().ifPresent(id -> offered.fireAsync(new SeatOffered(id)));
    offer.waitedForBy().ifPresent(seat -> waitedFor.fireAsync(new SeatWaitedFor(seat)));
  }

  /**
   * Serves a group in line, all or nothing: if all its seats are open and it is the next of each.
   * Whatever it does not get goes to whoever comes next.
   */
  Uni<Void> serveGroup(UUID groupId) {
    return pool.withTransaction(
            transaction ->
                groups
                    .members(transaction, groupId)
                    .chain(
                        members ->
                            one(members, member -> seats.lock(transaction, member.seatId()))
                                .chain(
                                    locked -> serve(transaction, groupId, members, locked))))
        .invoke(offers -> offers.forEach(this::offered))
        .replaceWithVoid();
  }

  private Uni<List<Offer>> serve(
      SqlClient transaction, UUID groupId, List<GroupStore.Member> members, List<Seat> locked) {
    Set<UUID> open =
        locked.stream()
            .filter(seat -> seat instanceof Seat.Open)
            .map(seat -> seat.details().id())
            .collect(Collectors.toSet());
    return one(
            locked.stream().filter(seat -> seat instanceof Seat.Open).toList(),
            seat -> isNext(transaction, groupId, seat.details().id()))
        .chain(
            isNext -> {
              boolean served =
                  open.size() == members.size() && isNext.stream().allMatch(each -> each);
              return served
                  ? promoteAll(transaction, members, locked)
                  : one(
                      locked.stream().filter(seat -> seat instanceof Seat.Open).toList(),
                      seat -> offerToSingles(transaction, seat));
            });
  }

  /** Others that wait with a group are looked at on their own; here nobody is called again. */
  private Uni<Offer> offerToSingles(SqlClient transaction, Seat seat) {
    return offer(transaction, seat).map(offer -> new Offer(offer.promoted(), Optional.empty(), false));
  }

  private Uni<Boolean> isNext(SqlClient transaction, UUID groupId, UUID seatId) {
    return groups
        .line(transaction, seatId)
        .chain(
            line ->
                openAmong(transaction, line, seatId)
                    .map(
                        open ->
                            Waiting.next(line, open)
                                .filter(next -> groupId.equals(next.groupId()))
                                .isPresent()));
  }

  private Uni<List<Offer>> promoteAll(
      SqlClient transaction, List<GroupStore.Member> members, List<Seat> locked) {
    return one(members, member -> store.find(transaction, member.bookingId()))
        .map(found -> found.stream().map(Optional::orElseThrow).toList())
        .chain(
            placed ->
                placed.stream().allMatch(each -> each.event().takesPlace())
                    ? one(
                        IntStream.range(0, members.size()).boxed().toList(),
                        n ->
                            promote(transaction, locked.get(n), placed.get(n).booking())
                                .map(
                                    id ->
                                        placed.get(n).booking().group().lead()
                                            ? Offer.to(id)
                                            : Offer.NOTHING))
                    : Uni.createFrom().item(List.of()));
  }

  private Uni<UUID> promote(SqlClient transaction, Seat seat, Booking first) {
    Uni<Void> seatWritten =
        switch (seat) {
          case Seat.OnGoing onGoing -> Uni.createFrom().voidItem();
          case Seat.Booked booked -> seats.write(transaction, booked.offerOn());
          case Seat.Open open -> seats.write(transaction, open.hold());
        };
    Booking next = first.promote(clock.instant());
    return seatWritten.chain(() -> store.update(transaction, next)).replaceWith(first.id());
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
