package id.loket.client.history;

import id.loket.client.notification.Notifications;
import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.OutboxRelay;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Users' booking histories. Whatever tells of a booking, a message or an answer, is taken in the
 * same way, so that each change is there once and in order (I4) and its mail is asked for once.
 */
@Singleton
public class History {
  private final HistoryStore store;
  private final Notifications notifications;
  private final OutboxRelay relay;
  private final Pool pool;

  History(HistoryStore store, Notifications notifications, OutboxRelay relay, Pool pool) {
    this.store = store;
    this.notifications = notifications;
    this.relay = relay;
    this.pool = pool;
  }

  /** Takes in a booking's state. */
  public Uni<Void> record(BookingView booking) {
    return pool.withTransaction(transaction -> record(transaction, booking)).invoke(relay::wake);
  }

  /** Takes in a booking's state in the caller's transaction. */
  Uni<Void> record(SqlClient transaction, BookingView booking) {
    return step(transaction, booking)
        .call(step -> step.becomesCurrent() ? store.update(transaction, booking) : nothing())
        .call(step -> step.isRecorded() ? append(transaction, booking) : nothing())
        .call(
            step ->
                step == Step.FORWARD
                    ? notifications.bookingChanged(transaction, booking)
                    : nothing())
        .replaceWithVoid();
  }

  private Uni<Step> step(SqlClient transaction, BookingView booking) {
    return store
        .insert(transaction, booking)
        .chain(
            isNew ->
                isNew
                    ? Uni.createFrom().item(Step.of(Optional.empty(), false, booking))
                    : Uni.combine()
                        .all()
                        .unis(
                            store.lock(transaction, booking.id()),
                            store.isRecorded(transaction, booking.id(), booking.version()))
                        .with((current, known) -> Step.of(Optional.of(current), known, booking)));
  }

  private Uni<Void> append(SqlClient transaction, BookingView booking) {
    return store.append(transaction, booking.id(), BookingChange.of(booking));
  }

  /** A booking as far as it was heard of. */
  public Uni<Optional<BookingView>> find(UUID bookingId) {
    return store.find(bookingId);
  }

  /** Every status a booking went through, in order. */
  public Uni<List<BookingChange>> changes(UUID bookingId) {
    return store.changes(bookingId);
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

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
