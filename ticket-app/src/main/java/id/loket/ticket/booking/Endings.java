package id.loket.ticket.booking;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Lease;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.ticket.event.EventCancelled;
import id.loket.ticket.event.Events;
import io.micrometer.core.instrument.Counter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Ends what ends with its event: its bookings when it is called off, its lines when it begins. And
 * offers what is open again when it is moved. One replica at a time looks.
 */
@Singleton
class Endings {
  private static final Logger LOG = Logger.getLogger(Endings.class);
  private static final int PER_ROUND = 100;
  private static final int AT_ONCE = 10;
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Pool pool;
  private final BookingStore store;
  private final GroupStore groups;
  private final Transitions transitions;
  private final Offers offers;
  private final Events events;
  private final Lease lease;
  private final Clock clock;
  private final Job job;
  private final Counter ended;

  Endings(
      Pool pool,
      BookingStore store,
      GroupStore groups,
      Transitions transitions,
      Offers offers,
      Events events,
      Lease lease,
      Clock clock,
      Jobs jobs) {
    this.pool = pool;
    this.store = store;
    this.groups = groups;
    this.transitions = transitions;
    this.offers = offers;
    this.events = events;
    this.lease = lease;
    this.clock = clock;
    this.job =
        jobs.job(Endings.class, "What ends with its event ends later", this::sweepIfOurs)
            .limit(LONGEST);
    this.ended = jobs.taken("bookings-of-ended-events");
  }

  @Produces
  @Singleton
  DueWork ending() {
    return new DueWork(
        "endings",
        """
        select least(
          (select now() from event where status = 'CANCELLED' and not bookings_ended limit 1),
          (select min(starts_at) from event where not line_ended),
          (select now() from event where rescheduled limit 1),
          (select now() from booking where status = 'QUEUED' and group_lead limit 1))
        """,
        job::run);
  }

  private Uni<Void> sweepIfOurs() {
    return lease
        .keep("ticket-app.endings", LEASE)
        .chain(mine -> mine ? sweep() : Uni.createFrom().voidItem());
  }

  private Uni<Void> sweep() {
    return oneByOne(
            events::calledOff, id -> endBookingsOf(id).chain(() -> events.bookingsEnded(id)))
        .chain(
            () -> oneByOne(events::begun, id -> endLinesOf(id).chain(() -> events.linesEnded(id))))
        .chain(
            () ->
                oneByOne(
                    events::rescheduled,
                    event -> offerOpenSeatsOf(event.id()).chain(() -> events.offered(event))))
        .chain(() -> groups.servable(pool, PER_ROUND))
        .chain(waiting -> each(waiting, offers::serveGroup))
        .replaceWithVoid();
  }

  /** A seat is open for which groups wait: the first of them that can have all theirs gets them. */
  void onSeatWaitedFor(@ObservesAsync SeatWaitedFor seat) {
    groups
        .inLineOf(pool, seat.seatId())
        .onItem()
        .transformToMulti(waiting -> Multi.createFrom().iterable(waiting))
        .onItem()
        .transformToUniAndConcatenate(offers::serveGroup)
        .collect()
        .last()
        .subscribe()
        .with(
            done -> {},
            e -> LOG.warnf("Who waits for seat %s is looked at later: %s", seat.seatId(), e));
  }

  void onEventCancelled(@ObservesAsync EventCancelled cancelled) {
    endBookingsOf(cancelled.eventId())
        .subscribe()
        .with(
            done -> {},
            e -> LOG.warnf("Bookings of %s are ended later: %s", cancelled.eventId(), e));
  }

  /** Those in line first, so that nobody is offered a seat of an event that is off. */
  private Uni<Void> endBookingsOf(UUID eventId) {
    return untilNoneIsLeft(
        () -> store.openOf(pool, eventId, PER_ROUND),
        id -> transitions.changeWhole(id, this::calledOff));
  }

  /** Of a group whoever was let in stays; the others get back what they paid. */
  private List<Decision> calledOff(List<Placed> whole) {
    return whole.stream()
        .map(Placed::booking)
        .map(
            booking ->
                booking.wasUsed()
                    ? Decision.leave(booking)
                    : Cancellation.of(booking, Reason.EVENT_CANCELLED, clock.instant()))
        .toList();
  }

  private Uni<Void> endLinesOf(UUID eventId) {
    return untilNoneIsLeft(
        () -> store.inLineOf(pool, eventId, PER_ROUND),
        id -> transitions.changeWhole(id, whole -> whole.stream().map(this::endedPlace).toList()));
  }

  private Decision endedPlace(Placed placed) {
    Booking booking = placed.booking();
    boolean over = booking.status() == BookingStatus.QUEUED && !placed.event().takesPlace();
    return over
        ? Decision.change(booking.cancel(Reason.EVENT_BEGUN, clock.instant()))
        : Decision.leave(booking);
  }

  private Uni<Void> offerOpenSeatsOf(UUID eventId) {
    return store
        .openWithLine(pool, eventId)
        .chain(seats -> each(seats, offers::offerOpen))
        .replaceWithVoid();
  }

  /** Goes on as long as there is more and some of it could be ended. */
  private Uni<Void> untilNoneIsLeft(Supplier<Uni<List<UUID>>> some, Function<UUID, Uni<?>> end) {
    return some.get()
        .chain(
            found ->
                each(found, end)
                    .invoke(count -> ended.increment(count))
                    .chain(
                        done ->
                            done > 0 && found.size() == PER_ROUND
                                ? untilNoneIsLeft(some, end)
                                : Uni.createFrom().voidItem()));
  }

  /** Does it for each, whatever becomes of the others; answers for how many it worked. */
  private static Uni<Long> each(List<UUID> ids, Function<UUID, Uni<?>> what) {
    return Multi.createFrom()
        .iterable(ids)
        .onItem()
        .transformToUni(
            id ->
                what.apply(id)
                    .replaceWith(true)
                    .onFailure()
                    .invoke(e -> LOG.warnf("%s is ended later: %s", id, e.toString()))
                    .onFailure()
                    .recoverWithItem(false))
        .merge(AT_ONCE)
        .filter(worked -> worked)
        .collect()
        .with(java.util.stream.Collectors.counting());
  }

  private static <T> Uni<Void> oneByOne(Supplier<Uni<List<T>>> some, Function<T, Uni<Void>> what) {
    return some.get()
        .onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .onItem()
        .transformToUniAndConcatenate(
            each ->
                what.apply(each)
                    .onFailure()
                    .invoke(e -> LOG.warnf("An event is looked at later: %s", e.toString()))
                    .onFailure()
                    .recoverWithNull())
        .collect()
        .last()
        .replaceWithVoid();
  }
}
