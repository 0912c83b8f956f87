package id.loket.ticket.booking;

import id.loket.kit.metrics.Sweeps;
import id.loket.ticket.event.EventCancelled;
import id.loket.ticket.event.Events;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Ends bookings that nobody ends by hand: not paid in time, or their event called off. */
@Singleton
class Endings {
  private static final Logger LOG = Logger.getLogger(Endings.class);
  private static final int PER_SWEEP = 100;
  private static final int AT_ONCE = 10;

  private final Pool pool;
  private final BookingStore store;
  private final Transitions transitions;
  private final Events events;
  private final Clock clock;
  private final Counter expired;

  Endings(
      Pool pool,
      BookingStore store,
      Transitions transitions,
      Events events,
      Clock clock,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.transitions = transitions;
    this.events = events;
    this.clock = clock;
    this.expired = Sweeps.counter(metrics, "unpaid-bookings");
  }

  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> expireUnpaid() {
    return forEach(
        store
            .unpaidAt(pool, clock.instant(), PER_SWEEP)
            .invoke(ids -> expired.increment(ids.size())),
        id -> transitions.change(id, this::expired));
  }

  @Scheduled(every = "5s", delayed = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> endCancelledEvents() {
    return forEach(events.cancelledWithLiveBookings(), this::endBookingsOf);
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
    return forEach(
        store.openOf(pool, eventId, PER_SWEEP),
        id -> transitions.change(id, placed -> calledOff(placed.booking())));
  }

  private Decision expired(Placed placed) {
    Booking booking = placed.booking();
    boolean due =
        booking.status() == BookingStatus.PENDING_PAYMENT
            && booking.order() == null
            && !booking.bill().expiresAt().isAfter(clock.instant());
    return due
        ? Decision.change(
            booking.expire(clock.instant()),
            Obligation.Kind.VOID_INVOICE,
            Obligation.Kind.RELEASE_HOLD)
        : Decision.leave(booking);
  }

  private Decision calledOff(Booking booking) {
    return Cancellation.of(booking, Reason.EVENT_CANCELLED, clock.instant());
  }

  private Uni<Void> forEach(Uni<List<UUID>> ids, Function<UUID, Uni<?>> end) {
    return ids.onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .onItem()
        .transformToUni(
            id ->
                end.apply(id)
                    .onFailure()
                    .invoke(e -> failedFor(id, e))
                    .onFailure()
                    .recoverWithNull())
        .merge(AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.warnf("Bookings are ended later: %s", e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  private static void failedFor(UUID id, Throwable e) {
    LOG.warnf("%s is ended later: %s", id, e.toString());
  }
}
