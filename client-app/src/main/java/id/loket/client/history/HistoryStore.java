package id.loket.client.history;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.kit.postgres.Timestamps;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Bookings as they are now, and every status they went through. */
@Singleton
class HistoryStore {
  private static final OffsetDateTime END_OF_TIME = utc(Instant.parse("9999-01-01T00:00:00Z"));
  private static final UUID LAST_ID = new UUID(-1, -1);

  private final Pool pool;
  private final TolerantJson json;

  HistoryStore(Pool pool, TolerantJson json) {
    this.pool = pool;
    this.json = json;
  }

  /**
   * Writes a booking never heard of before; false when there is one, or another replica was faster.
   */
  Uni<Boolean> insert(SqlClient transaction, BookingView booking) {
    return transaction
        .preparedQuery(
            """
            insert into booking (id, user_id, status, version, data, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
            """)
        .execute(
            Tuple.of(booking.id(), booking.userId())
                .addString(booking.status().name())
                .addLong(booking.version())
                .addString(json.write(booking))
                .addOffsetDateTime(utc(booking.createdAt()))
                .addOffsetDateTime(utc(booking.updatedAt())))
        .map(rows -> rows.rowCount() == 1);
  }

  /** What a booking is now; its row is locked until the transaction ends. */
  Uni<Step.Current> lock(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery("select version, updated_at from booking where id = $1 for update")
        .execute(Tuple.of(id))
        .map(rows -> rows.iterator().next())
        .map(row -> new Step.Current(row.getLong("version"), instant(row, "updated_at")));
  }

  Uni<Boolean> isRecorded(SqlClient transaction, UUID id, long version) {
    return transaction
        .preparedQuery("select 1 from booking_change where booking_id = $1 and version = $2")
        .execute(Tuple.of(id, version))
        .map(rows -> rows.size() > 0);
  }

  Uni<Void> update(SqlClient transaction, BookingView booking) {
    return transaction
        .preparedQuery(
            """
            update booking set status = $2, version = $3, data = $4, updated_at = $5 where id = $1
            """)
        .execute(
            Tuple.of(
                booking.id(),
                booking.status().name(),
                booking.version(),
                json.write(booking),
                utc(booking.updatedAt())))
        .replaceWithVoid();
  }

  Uni<Void> append(SqlClient transaction, UUID bookingId, BookingChange change) {
    return transaction
        .preparedQuery(
            """
            insert into booking_change (booking_id, version, status, reason, position, at)
            values ($1, $2, $3, $4, $5, $6)
            """)
        .execute(
            Tuple.of(
                bookingId,
                change.version(),
                change.status().name(),
                change.reason(),
                change.position(),
                utc(change.at())))
        .replaceWithVoid();
  }

  Uni<Optional<BookingView>> find(UUID id) {
    return pool.preparedQuery("select data from booking where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.list(rows, this::booking))
        .map(found -> found.stream().findFirst());
  }

  /** Every status a booking went through, in order. */
  Uni<List<BookingChange>> changes(UUID bookingId) {
    return pool.preparedQuery(
            """
            select version, status, reason, position, at from booking_change
            where booking_id = $1 order by version
            """)
        .execute(Tuple.of(bookingId))
        .map(rows -> Rows.list(rows, HistoryStore::change));
  }

  /** A user's bookings, newest first, from behind the cursor on. */
  Uni<List<BookingView>> list(
      UUID userId, Optional<BookingStatus> status, Optional<Cursor> after, int count) {
    return pool.preparedQuery(
            """
            select data from booking
            where user_id = $1 and ($2::text is null or status = $2)
              and (created_at, id) < ($3, $4)
            order by created_at desc, id desc limit $5
            """)
        .execute(
            Tuple.of(
                userId,
                status.map(Enum::name).orElse(null),
                after.map(Cursor::at).map(Timestamps::utc).orElse(END_OF_TIME),
                after.map(Cursor::id).orElse(LAST_ID),
                count))
        .map(rows -> Rows.list(rows, this::booking));
  }

  private BookingView booking(Row row) {
    return json.read(row.getString("data"), BookingView.class);
  }

  private static BookingChange change(Row row) {
    return new BookingChange(
        row.getLong("version"),
        BookingStatus.valueOf(row.getString("status")),
        instant(row, "at"),
        row.getString("reason"),
        row.getInteger("position"));
  }
}
