package id.loket.client.history;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.client.mail.MailRequest;
import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import id.loket.kit.id.Ids;
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

  /**
   * The same version may be heard of again with newer details, such as a place in the line; only a
   * newer one is news, and makes a mail. What comes late completes what the booking went through.
   */
  private static final String RECORD =
      """
      with heard as (
        insert into inbox (consumer, event_id) values ($1, $2) on conflict do nothing returning 1),
      current as (
        insert into booking as b (id, user_id, status, version, data, created_at, updated_at)
        select $3::uuid, $4::uuid, $5::text, $6::bigint, $7::text, $8::timestamptz, $9::timestamptz
        from heard
        on conflict (id) do update
        set status = excluded.status, version = excluded.version, data = excluded.data,
          updated_at = excluded.updated_at
        where b.version < excluded.version
          or (b.version = excluded.version and b.updated_at < excluded.updated_at)
        returning old.version is distinct from new.version as is_news),
      noted as (
        insert into booking_change (booking_id, version, status, reason, position, at)
        select $3::uuid, $6::bigint, $5::text, $10::text, $11::int, $9::timestamptz from heard
        on conflict do nothing)
      insert into mail (id, user_id, kind, booking_id, data, traceparent)
      select $12::uuid, $4::uuid, $13::text, $3::uuid, $14::text, $15::text from current
      where is_news and $13::text is not null
      returning id
      """;

  private final Pool pool;
  private final TolerantJson json;

  HistoryStore(Pool pool, TolerantJson json) {
    this.pool = pool;
    this.json = json;
  }

  /**
   * Takes in a booking's state with the event that tells of it, in one statement.
   *
   * @param request the mail it makes if it is news, or null
   * @return the mail it made
   */
  Uni<Optional<UUID>> record(
      SqlClient client,
      String consumer,
      UUID eventId,
      BookingView booking,
      MailRequest request,
      String traceparent) {
    BookingChange change = BookingChange.of(booking);
    return client
        .preparedQuery(RECORD)
        .execute(
            Tuple.tuple()
                .addString(consumer)
                .addString(eventId.toString())
                .addUUID(booking.id())
                .addUUID(booking.userId())
                .addString(change.status().name())
                .addLong(change.version())
                .addString(json.write(booking))
                .addOffsetDateTime(utc(booking.createdAt()))
                .addOffsetDateTime(utc(change.at()))
                .addString(change.reason())
                .addInteger(change.position())
                .addUUID(Ids.next())
                .addString(request == null ? null : request.kind().name())
                .addString(request == null ? null : request.data())
                .addString(traceparent))
        .map(rows -> Rows.first(rows, row -> row.getUUID("id")));
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
