package id.loket.ticket.booking;

import id.loket.ticket.seat.Seat;
import id.loket.ticket.seat.Seats;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Offers open seats to who waits for them, first come first served (I7), by the rule of ADR 23. */
@Singleton
class Offers {
  private final Pool pool;
  private final BookingStore store;
  private final GroupStore groups;
  private final Seats seats;
  private final Clock clock;
  private final jakarta.enterprise.event.Event<SeatOffered> offered;
  private final jakarta.enterprise.event.Event<SeatWaitedFor> waitedFor;

  Offers(
      Pool pool,
      BookingStore store,
      GroupStore groups,
      Seats seats,
      Clock clock,
      jakarta.enterprise.event.Event<SeatOffered> offered,
      jakarta.enterprise.event.Event<SeatWaitedFor> waitedFor) {
    this.pool = pool;
    this.store = store;
    this.groups = groups;
    this.seats = seats;
    this.clock = clock;
    this.offered = offered;
    this.waitedFor = waitedFor;
  }

  /**
   * Offers a seat that is open, or about to be, to its line (I7): the first that can be served. A
   * group is not served here, for its other seats are not locked; the seat is left open for it
   * until this is committed.
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
                                ? promote(transaction, seat, first.booking()).map(Offer::to)
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
                            InTurn.each(members, member -> seats.lock(transaction, member.seatId()))
                                .chain(locked -> serve(transaction, groupId, members, locked))))
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
    return InTurn.each(
            locked.stream().filter(seat -> seat instanceof Seat.Open).toList(),
            seat -> isNext(transaction, groupId, seat.details().id()))
        .chain(
            isNext -> {
              boolean served =
                  open.size() == members.size() && isNext.stream().allMatch(each -> each);
              return served
                  ? promoteAll(transaction, members, locked)
                  : InTurn.each(
                      locked.stream().filter(seat -> seat instanceof Seat.Open).toList(),
                      seat -> offerToSingles(transaction, seat));
            });
  }

  /** Others that wait with a group are looked at on their own; here nobody is called again. */
  private Uni<Offer> offerToSingles(SqlClient transaction, Seat seat) {
    return offer(transaction, seat)
        .map(offer -> new Offer(offer.promoted(), Optional.empty(), false));
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
    return InTurn.each(members, member -> store.find(transaction, member.bookingId()))
        .map(found -> found.stream().map(Optional::orElseThrow).toList())
        .chain(
            placed ->
                placed.stream().allMatch(each -> each.event().takesPlace())
                    ? InTurn.each(
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
}
