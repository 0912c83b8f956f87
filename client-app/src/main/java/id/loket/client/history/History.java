package id.loket.client.history;

import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.client.notification.Notifications;
import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Users' booking histories, written from what ticket-app's events tell and from nothing else: each
 * change is there once and in order (I4), whatever the order and repetition it is heard of in, and
 * its mail is asked for once.
 */
@Singleton
public class History {
  private final HistoryStore store;
  private final Notifications notifications;
  private final Mails mails;
  private final Pool pool;

  History(HistoryStore store, Notifications notifications, Mails mails, Pool pool) {
    this.store = store;
    this.notifications = notifications;
    this.mails = mails;
    this.pool = pool;
  }

  /**
   * Takes in what an event tells of a booking. Every version is recorded once; only a newer one
   * changes what the booking is now, and is told.
   *
   * @param eventId of an event that does nothing when that consumer took it in before
   */
  Uni<Void> record(String consumer, UUID eventId, BookingView booking) {
    String traceparent = TraceParent.current();
    MailRequest request = notifications.about(booking).orElse(null);
    Function<SqlClient, Uni<Optional<UUID>>> recording =
        client -> store.record(client, consumer, eventId, booking, request, traceparent);
    return (booking.status() == BookingStatus.CANCELLED
            ? pool.withTransaction(
                transaction ->
                    recording.apply(transaction).call(() -> withdrawTicket(transaction, booking)))
            : recording.apply(pool))
        .invoke(mail -> mail.ifPresent(id -> mails.committed(id, traceparent)))
        .replaceWithVoid();
  }

  /** A statement of its own: another replica may have asked for that mail while we waited. */
  private Uni<Void> withdrawTicket(SqlClient transaction, BookingView booking) {
    return notifications.withdrawTicket(transaction, booking.id());
  }

  /** A booking as far as it was heard of. */
  public Uni<Optional<BookingView>> find(UUID bookingId) {
    return store.find(bookingId);
  }

  /** Every status a booking went through, in order, as far as it was heard of. */
  public Uni<List<BookingChange>> changes(UUID bookingId) {
    return store.changes(bookingId);
  }

  /** The same with the one it has now, though what tells of it may still be on its way. */
  public Uni<List<BookingChange>> changesUntil(BookingView now) {
    return store
        .changes(now.id())
        .map(
            heard ->
                heard.stream().anyMatch(change -> change.version() == now.version())
                    ? heard
                    : Stream.concat(heard.stream(), Stream.of(BookingChange.of(now)))
                        .sorted(Comparator.comparingLong(BookingChange::version))
                        .toList());
  }

  /** A user's bookings, newest first, those that failed too. */
  public Uni<Page<BookingView>> list(UUID userId, Optional<BookingStatus> status, PageQuery query) {
    int limit = query.limit();
    return store
        .list(userId, status, query.cursor(), limit + 1)
        .map(
            found ->
                Page.of(found, limit, booking -> new Cursor(booking.createdAt(), booking.id())));
  }
}
