package id.loket.ticket.booking;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Bookings in PostgreSQL. */
@Singleton
class BookingStore {
  private static final String PLACED = BookingRows.PLACED + BookingRows.FROM;

  private final Duration lease;
  private final PaperRule papers;

  BookingStore(BookingConfig config, PaperRule papers) {
    this.lease = config.lease();
    this.papers = papers;
  }

  /**
   * Writes a new booking and its first change; a queued one gets the last place in line, and those
   * of a group the same one.
   */
  Uni<Void> insert(SqlClient transaction, Booking booking) {
    Booking.InGroup group = booking.group();
    return transaction
        .preparedQuery(
            """
            with made as (
              insert into booking (id, user_id, holder_name, locale, event_id, seat_id, status, version,
                price_amount, price_currency, work_until, give_up_at, created_at, updated_at, traceparent,
                queue_number, one_place, group_id, group_lead, group_size, group_total)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                case when $7 = 'HOLDING' then now() + $11 * interval '1 millisecond' end,
                $12, $13, $13, $14, case when $7 = 'QUEUED' then
                  coalesce((select min(queue_number) from booking where group_id = $15),
                    nextval('queue_number')) end,
                true, $15, $16, $17, $18)
              returning id, version, status, created_at)
            insert into booking_change (booking_id, version, status, at)
            select id, version, status, created_at from made
            """)
        .execute(
            Tuple.tuple()
                .addUUID(booking.id())
                .addUUID(booking.holder().userId())
                .addString(booking.holder().name())
                .addString(booking.holder().language().tag())
                .addUUID(booking.eventId())
                .addUUID(booking.seatId())
                .addString(booking.status().name())
                .addInteger(booking.version())
                .addLong(booking.price().amount())
                .addString(booking.price().currency())
                .addLong(lease.toMillis())
                .addOffsetDateTime(utc(booking.giveUpAt()))
                .addOffsetDateTime(utc(booking.createdAt()))
                .addString(booking.traceparent())
                .addUUID(group == null ? null : group.id())
                .addBoolean(group != null && group.lead())
                .addInteger(group == null ? null : group.size())
                .addLong(group == null ? null : group.total().amount()))
        .replaceWithVoid();
  }

  /**
   * Writes a changed booking, which must be the next version of the one stored, and that it brings
   * a paper if it does.
   */
  Uni<Void> update(SqlClient transaction, Booking booking) {
    Bill bill = booking.bill();
    Optional<PaperRule.Due> paper = papers.due(booking.status());
    return transaction
        .preparedQuery(
            """
            with changed as (
              update booking set status = $2, version = $3, promoted = $4, invoice_number = $5,
                payment_url = $6, expires_at = $7, reason = $8,
                work_until = case when $2 = 'HOLDING' then now() + $9 * interval '1 millisecond' end,
                give_up_at = $10, updated_at = $11, order_id = $12, order_total = $13,
                cancelled_alone = $14, ask_at = null, asked = 0, unsettled_since = null
              where id = $1 and version = $3 - 1
              returning id, version, status, reason, updated_at),
            paper as (
              insert into document (booking_id, kind, next_attempt_at)
              select id, $15::text, now() + $16::bigint * interval '1 millisecond' from changed
              where $15::text is not null
              on conflict do nothing)
            insert into booking_change (booking_id, version, status, reason, at)
            select id, version, status, reason, updated_at from changed
            """)
        .execute(
            Tuple.tuple()
                .addUUID(booking.id())
                .addString(booking.status().name())
                .addInteger(booking.version())
                .addBoolean(booking.promoted())
                .addString(bill == null ? null : bill.invoiceNumber())
                .addString(bill == null ? null : bill.paymentUrl())
                .addOffsetDateTime(bill == null ? null : utc(bill.expiresAt()))
                .addString(booking.reason() == null ? null : booking.reason().code())
                .addLong(lease.toMillis())
                .addOffsetDateTime(utc(booking.giveUpAt()))
                .addOffsetDateTime(utc(booking.updatedAt()))
                .addUUID(booking.order() == null ? null : booking.order().id())
                .addLong(booking.order() == null ? null : booking.order().total().amount())
                .addBoolean(booking.isAlone())
                .addString(paper.map(PaperRule.Due::kind).orElse(null))
                .addLong(paper.map(due -> due.after().toMillis()).orElse(null)))
        .invoke(
            rows -> {
              if (rows.rowCount() != 1) {
                throw new IllegalStateException("booking changed while its seat was locked");
              }
            })
        .replaceWithVoid();
  }

  Uni<Optional<Placed>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(PLACED + " where b.id = $1")
        .execute(Tuple.of(id))
        .map(BookingStore::first);
  }

  /** The bookings of a group, in the order of their seats; none for an unknown one. */
  Uni<List<Placed>> ofGroup(SqlClient client, UUID groupId) {
    return client
        .preparedQuery(PLACED + " where b.group_id = $1 order by b.seat_id")
        .execute(Tuple.of(groupId))
        .map(BookingStore::all);
  }

  /** Which seat a booking is for. */
  Uni<Optional<UUID>> seatOf(SqlClient client, UUID bookingId) {
    return client
        .preparedQuery("select seat_id from booking where id = $1")
        .execute(Tuple.of(bookingId))
        .map(rows -> Rows.first(rows, row -> row.getUUID("seat_id")));
  }

  Uni<Integer> lengthOfLine(SqlClient client, UUID seatId) {
    return client
        .preparedQuery("select count(*) from booking where seat_id = $1 and status = 'QUEUED'")
        .execute(Tuple.of(seatId))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** A line, first in line first; numbered while it is read, not by counting for each. */
  Uni<List<Placed>> line(SqlClient client, UUID seatId, int limit) {
    return client
        .preparedQuery(
            """
            select b.*, e.title, e.venue, e.starts_at, e.organiser_url,
              (e.status = 'PUBLISHED' and e.starts_at > now()) as takes_place,
              s.label, s.section, s.row_label,
              row_number() over (order by b.queue_number) as position
            from booking b join event e on e.id = b.event_id join seat s on s.id = b.seat_id
            where b.seat_id = $1 and b.status = 'QUEUED' order by b.queue_number limit $2
            """)
        .execute(Tuple.of(seatId, limit))
        .map(BookingStore::all);
  }

  Uni<List<Placed>> list(SqlClient client, BookingSearch search, Cursor cursor, int limit) {
    return client
        .preparedQuery(
            PLACED
                + """
                where ($1::uuid is null or b.user_id = $1)
                  and ($2::uuid is null or b.seat_id = $2)
                  and ($3::text is null or b.status = $3)
                  and ($4::timestamptz is null or (b.created_at, b.id) < ($4, $5::uuid))
                """
                + (search.unsettled() ? "and b.unsettled_since is not null\n" : "")
                + "order by b.created_at desc, b.id desc limit $6")
        .execute(
            Tuple.of(
                search.userId(),
                search.seatId(),
                search.status() == null ? null : search.status().name(),
                cursor == null ? null : utc(cursor.at()),
                cursor == null ? null : cursor.id(),
                limit))
        .map(BookingStore::all);
  }

  Uni<List<StatusChange>> changes(SqlClient client, UUID bookingId) {
    return client
        .preparedQuery(
            """
            select version, status, reason, at from booking_change
            where booking_id = $1 order by version
            """)
        .execute(Tuple.of(bookingId))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new StatusChange(
                            row.getInteger("version"),
                            BookingStatus.valueOf(row.getString("status")),
                            BookingRows.reason(row),
                            instant(row, "at"))));
  }

  /** HOLDING bookings nobody works on any more; they are the caller's to work on for a while. */
  Uni<List<UUID>> takeUnfinished(SqlClient client, int limit) {
    return client
        .preparedQuery(
            """
            update booking set work_until = now() + $1 * interval '1 millisecond'
            where id in (
              select id from booking
              where status = 'HOLDING' and work_until <= now() and (group_id is null or group_lead)
              order by work_until limit $2 for update skip locked)
            returning id
            """)
        .execute(Tuple.of(lease.toMillis(), limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("id")));
  }

  /** Leaves a HOLDING booking to be taken up again after that time. */
  Uni<Void> leaveFor(SqlClient client, UUID id, Duration time) {
    return client
        .preparedQuery(
            """
            update booking set work_until = now() + $2 * interval '1 millisecond'
            where id = $1 and status = 'HOLDING'
            """)
        .execute(Tuple.of(id, time.toMillis()))
        .replaceWithVoid();
  }

  /**
   * Bookings of an event that are to end with it, those in line first; one in an order ends with
   * that, and one whose ticket was used stays.
   */
  Uni<List<UUID>> openOf(SqlClient client, UUID eventId, int limit) {
    return client
        .preparedQuery(
            """
            select id from booking
            where event_id = $1 and status in ('QUEUED', 'PENDING_PAYMENT', 'CONFIRMED')
              and order_id is null and checked_in_at is null
            order by queue_number nulls last limit $2
            """)
        .execute(Tuple.of(eventId, limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("id")));
  }

  /** Bookings with which somebody waits in lines, oldest first. */
  Uni<List<UUID>> waitingOf(SqlClient client, UUID userId) {
    return client
        .preparedQuery(
            "select id from booking where user_id = $1 and status = 'QUEUED' order by created_at,"
                + " id")
        .execute(Tuple.of(userId))
        .map(rows -> Rows.list(rows, row -> row.getUUID("id")));
  }

  /** Bookings in the lines of an event. */
  Uni<List<UUID>> inLineOf(SqlClient client, UUID eventId, int limit) {
    return client
        .preparedQuery(
            """
            select id from booking where event_id = $1 and status = 'QUEUED'
            order by queue_number limit $2
            """)
        .execute(Tuple.of(eventId, limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("id")));
  }

  /** Seats of an event that are open though somebody waits for them. */
  Uni<List<UUID>> openWithLine(SqlClient client, UUID eventId) {
    return client
        .preparedQuery(
            """
            select distinct b.seat_id from booking b join seat s on s.id = b.seat_id
            where b.event_id = $1 and b.status = 'QUEUED' and s.status = 'OPEN'
            """)
        .execute(Tuple.of(eventId))
        .map(rows -> Rows.list(rows, row -> row.getUUID("seat_id")));
  }

  /** Notes that a ticket was used; its seat is locked by the caller. */
  Uni<Boolean> checkIn(SqlClient transaction, UUID bookingId, String byWhom) {
    return transaction
        .preparedQuery(
            """
            update booking set checked_in_at = now(), checked_in_by = $2
            where id = $1 and status = 'CONFIRMED' and checked_in_at is null
            """)
        .execute(Tuple.of(bookingId, byWhom))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Notes that the money of a ticket that had been used was given back. */
  Uni<Void> markRefunded(SqlClient transaction, UUID bookingId) {
    return transaction
        .preparedQuery(
            "update booking set refunded_at = now() where id = $1 and refunded_at is null")
        .execute(Tuple.of(bookingId))
        .replaceWithVoid();
  }

  private static Optional<Placed> first(RowSet<Row> rows) {
    return Rows.first(rows, BookingRows::placed);
  }

  private static List<Placed> all(RowSet<Row> rows) {
    return Rows.list(rows, BookingRows::placed);
  }
}
