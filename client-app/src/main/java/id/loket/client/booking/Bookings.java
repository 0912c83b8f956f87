package id.loket.client.booking;

import id.loket.client.history.History;
import id.loket.client.ticket.BookingView;
import id.loket.client.ticket.SeatRequest;
import id.loket.client.ticket.SeatsToCancel;
import id.loket.client.ticket.TicketAnswer;
import id.loket.client.ticket.TicketClient;
import id.loket.client.ticket.TicketUnavailable;
import id.loket.client.user.Account;
import id.loket.client.user.Users;
import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.audit.Actors;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Booking seats on users' behalf. ticket-app decides and answers; what comes of it is in the
 * history once ticket-app's event has told of it.
 */
@Singleton
public class Bookings {
  private static final Logger LOG = Logger.getLogger(Bookings.class);

  private final Users users;
  private final TicketClient ticketApp;
  private final History history;
  private final MeterRegistry metrics;
  private final Pool pool;
  private final Actors actors;
  private final AuditTrail audit;

  Bookings(
      Users users,
      TicketClient ticketApp,
      History history,
      MeterRegistry metrics,
      Pool pool,
      Actors actors,
      AuditTrail audit) {
    this.users = users;
    this.ticketApp = ticketApp;
    this.history = history;
    this.metrics = metrics;
    this.pool = pool;
    this.actors = actors;
    this.audit = audit;
  }

  /**
   * Books a seat.
   *
   * @param key the caller's Idempotency-Key, or one made for this request
   * @return ticket-app's answer, a problem of its own included; fails with {@code not-verified}, or
   *     {@code ticket-unavailable} carrying the key, because the booking may have been made
   */
  Uni<BookingAnswer> book(UUID userId, BookSeat request, String key, String language) {
    Optional<Actor> by = actors.standingInFor(userId);
    return users
        .verifiedAccount(userId)
        .call(() -> answerFor("booking.asked-for", "user", userId, by))
        .chain(account -> ticketApp.book(key, language, ask(account, request)))
        .invoke(this::count)
        .map(answer -> new BookingAnswer(answer, key))
        .onFailure(TicketUnavailable.class)
        .transform(failure -> unavailable(failure).with("idempotencyKey", key));
  }

  /** How a booking is, asked from ticket-app; what the history knows, while that is away. */
  Uni<BookingDetails> read(UUID userId, UUID bookingId, String language) {
    return ticketApp
        .read(language, bookingId)
        .chain(
            answer ->
                answer.booking() == null
                    ? asKnown(userId, bookingId, notFound())
                    : fresh(userId, answer.booking()))
        .onFailure(TicketUnavailable.class)
        .recoverWithUni(failure -> asKnown(userId, bookingId, unavailable(failure)));
  }

  /**
   * Cancels a booking or leaves the waiting list.
   *
   * @return ticket-app's answer, a problem of its own included
   */
  Uni<TicketAnswer> cancel(UUID userId, UUID bookingId, String language) {
    Optional<Actor> by = actors.standingInFor(userId);
    return requireOwned(userId, bookingId, language)
        .chain(() -> answerFor("booking.cancel-asked", "booking", bookingId, by))
        .chain(() -> ticketApp.cancel(language, bookingId))
        .onFailure(TicketUnavailable.class)
        .transform(Bookings::unavailable);
  }

  /** How bookings made together are: ticket-app's answer, a problem of its own included. */
  Uni<TicketAnswer> readGroup(UUID userId, UUID groupId, String language) {
    return ticketApp
        .readGroup(language, groupId)
        .invoke(answer -> requireOwner(userId, answer))
        .onFailure(TicketUnavailable.class)
        .transform(Bookings::unavailable);
  }

  /** Cancels bookings made together: ticket-app's answer, a problem of its own included. */
  Uni<TicketAnswer> cancelGroup(UUID userId, UUID groupId, String language) {
    return ofOwnGroup(userId, groupId, language, () -> ticketApp.cancelGroup(language, groupId));
  }

  /** Cancels some of them: ticket-app's answer, a problem of its own included. */
  Uni<TicketAnswer> cancelSeats(UUID userId, UUID groupId, CancelSeats request, String language) {
    SeatsToCancel seats = new SeatsToCancel(request.seatIds());
    return ofOwnGroup(
        userId, groupId, language, () -> ticketApp.cancelSeats(language, groupId, seats));
  }

  private Uni<TicketAnswer> ofOwnGroup(
      UUID userId, UUID groupId, String language, Supplier<Uni<TicketAnswer>> cancel) {
    Optional<Actor> by = actors.standingInFor(userId);
    return readGroup(userId, groupId, language)
        .chain(
            found ->
                found.isProblem()
                    ? Uni.createFrom().item(found)
                    : answerFor("booking.cancel-asked", "booking-group", groupId, by)
                        .chain(cancel::get))
        .onFailure(TicketUnavailable.class)
        .transform(Bookings::unavailable);
  }

  /**
   * An administrator in somebody's stead (I12): written before ticket-app is asked, which knows
   * only that this service did. What came of it is in the history.
   */
  private Uni<Void> answerFor(String act, String kind, UUID id, Optional<Actor> by) {
    return audit.record(pool, Act.of(act, kind, id), by);
  }

  private static void requireOwner(UUID userId, TicketAnswer answer) {
    if (answer.group() != null && !answer.group().userId().equals(userId)) {
      throw notFound();
    }
  }

  private Uni<Void> requireOwned(UUID userId, UUID bookingId, String language) {
    return history
        .find(bookingId)
        .chain(
            known ->
                known.isPresent()
                    ? Uni.createFrom().item(known)
                    : ticketApp
                        .read(language, bookingId)
                        .map(answer -> Optional.ofNullable(answer.booking())))
        .map(found -> found.orElseThrow(Bookings::notFound))
        .invoke(booking -> requireOwner(userId, booking))
        .replaceWithVoid();
  }

  private Uni<BookingDetails> fresh(UUID userId, BookingView booking) {
    requireOwner(userId, booking);
    return history.changesUntil(booking).map(changes -> new BookingDetails(booking, changes, true));
  }

  private Uni<BookingDetails> asKnown(UUID userId, UUID bookingId, Problem unknown) {
    return history
        .find(bookingId)
        .map(known -> known.orElseThrow(() -> unknown))
        .invoke(booking -> requireOwner(userId, booking))
        .chain(
            booking ->
                history
                    .changes(bookingId)
                    .map(changes -> new BookingDetails(booking, changes, false)));
  }

  private static SeatRequest ask(Account account, BookSeat request) {
    return new SeatRequest(
        account.id(),
        request.eventId(),
        request.seatId(),
        request.seatIds(),
        new SeatRequest.Holder(account.name(), account.language()));
  }

  private static void requireOwner(UUID userId, BookingView booking) {
    if (!booking.userId().equals(userId)) {
      throw notFound();
    }
  }

  private static Problem notFound() {
    return new Problem(BookingProblems.BOOKING_NOT_FOUND);
  }

  private static Problem unavailable(Throwable failure) {
    LOG.warnf("%s", failure.getMessage());
    LOG.debug("Why ticket-app counts as unavailable", failure);
    return new Problem(TicketUnavailable.TYPE).header("Retry-After", "5");
  }

  private void count(TicketAnswer answer) {
    String outcome =
        answer.bookings().isEmpty() ? "refused" : answer.bookings().getFirst().status().name();
    metrics.counter("loket.client.bookings", "outcome", outcome.toLowerCase()).increment();
  }
}
