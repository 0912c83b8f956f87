package id.loket.ticket.event;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Events in PostgreSQL. */
@Singleton
class EventStore {
  private static final String COLUMNS =
      """
      id, title, venue, starts_at, description, organiser_url, organiser_id, status, sales_from,
      sales_until, version, created_at, updated_at
      """;

  Uni<Event> insert(SqlClient client, UUID id, UUID organiserId, EventFields fields) {
    return client
        .preparedQuery(
            """
            insert into event (id, title, venue, starts_at, description, organiser_url, organiser_id,
                               status, sales_from, sales_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            returning\s"""
                + COLUMNS)
        .execute(
            Tuple.tuple(valuesOf(id, fields))
                .addUUID(organiserId)
                .addString(fields.status().name())
                .addOffsetDateTime(utc(fields.salesFrom()))
                .addOffsetDateTime(utc(fields.salesUntil())))
        .map(rows -> read(rows.iterator().next()));
  }

  /** Writes the fields if the version is still that one; empty when somebody was faster. */
  Uni<Optional<Event>> update(SqlClient client, UUID id, long version, EventFields fields) {
    return client
        .preparedQuery(
            """
            update event set title = $2, venue = $3, starts_at = $4, description = $5,
              organiser_url = $6, status = $7, sales_from = $8, sales_until = $9,
              version = version + 1, updated_at = now(),
              line_ended = line_ended and starts_at = $4,
              rescheduled = rescheduled or starts_at <> $4
            where id = $1 and version = $10 and deleted_at is null
            returning\s"""
                + COLUMNS)
        .execute(
            Tuple.tuple(valuesOf(id, fields))
                .addString(fields.status().name())
                .addOffsetDateTime(utc(fields.salesFrom()))
                .addOffsetDateTime(utc(fields.salesUntil()))
                .addLong(version))
        .map(EventStore::first);
  }

  Uni<Optional<Event>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select " + COLUMNS + " from event where id = $1 and deleted_at is null")
        .execute(Tuple.of(id))
        .map(EventStore::first);
  }

  /** Marks an event deleted unless one of its seats is taken; false when one is. */
  Uni<Boolean> delete(SqlClient transaction, UUID id) {
    // The seats are locked first, so that no booking can begin between the check and the mark.
    return transaction
        .preparedQuery(
            "select 1 from seat where event_id = $1 and deleted_at is null order by id for update")
        .execute(Tuple.of(id))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        """
                        update event set deleted_at = now(), version = version + 1
                        where id = $1 and deleted_at is null and not exists (
                          select 1 from seat
                          where event_id = $1 and status <> 'OPEN' and deleted_at is null)
                        """)
                    .execute(Tuple.of(id)))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Events newest first; {@code mine} adds the drafts of that organiser, {@code all} everybody's.
   */
  Uni<List<Event>> search(SqlClient client, EventSearch search, UUID mine, boolean all) {
    Cursor cursor = search.cursor().orElse(null);
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                from event
                where deleted_at is null
                  and (status <> 'DRAFT' or $1 or organiser_id = $2)
                  and ($3::text is null
                       or (title || ' ' || venue || ' ' || coalesce(description, '')) ilike $3)
                  and ($4::text is null or venue ilike $4)
                  and ($5::timestamptz is null or starts_at >= $5)
                  and ($6::timestamptz is null or starts_at < $6)
                  and ($7::timestamptz is null or (created_at, id) < ($7, $8::uuid))
                order by created_at desc, id desc
                limit $9
                """)
        .execute(
            Tuple.tuple()
                .addBoolean(all)
                .addUUID(mine)
                .addString(containing(search.text()))
                .addString(containing(search.venue()))
                .addOffsetDateTime(utc(search.from()))
                .addOffsetDateTime(utc(search.to()))
                .addOffsetDateTime(cursor == null ? null : utc(cursor.at()))
                .addUUID(cursor == null ? null : cursor.id())
                .addInteger(search.limit() + 1))
        .map(EventStore::all);
  }

  /** Cancelled events whose bookings are not all ended. */
  Uni<List<UUID>> calledOff(SqlClient client, int limit) {
    return ids(
        client,
        "select id from event where status = 'CANCELLED' and not bookings_ended limit $1",
        limit);
  }

  /**
   * Notes that nothing of a cancelled event is booked any more. Not at once: somebody may have
   * begun to book just before it was cancelled.
   */
  Uni<Void> bookingsEnded(SqlClient client, UUID id) {
    return client
        .preparedQuery(
            """
            update event e set bookings_ended = true
            where e.id = $1 and e.status = 'CANCELLED'
              and e.updated_at < now() - interval '5 minutes'
              and not exists (
                select 1 from booking b where b.event_id = e.id
                  and b.status in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED')
                  and b.checked_in_at is null)
            """)
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  /** Events that have begun and may have lines still, in the order they began. */
  Uni<List<UUID>> begun(SqlClient client, int limit) {
    return ids(
        client,
        """
        select id from event where not line_ended and starts_at <= now()
        order by starts_at limit $1
        """,
        limit);
  }

  /** Notes that an event that has begun has no lines any more; not at once either. */
  Uni<Void> linesEnded(SqlClient client, UUID id) {
    return client
        .preparedQuery(
            """
            update event e set line_ended = true
            where e.id = $1 and e.starts_at < now() - interval '5 minutes'
              and not exists (
                select 1 from booking b where b.event_id = e.id and b.status = 'QUEUED')
            """)
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  /** Events that were moved, whose open seats are to be offered to who waits for them. */
  Uni<List<Event>> rescheduled(SqlClient client, int limit) {
    return client
        .preparedQuery("select " + COLUMNS + " from event where rescheduled limit $1")
        .execute(Tuple.of(limit))
        .map(EventStore::all);
  }

  /** Notes that this is done, unless the event was changed again meanwhile. */
  Uni<Void> offered(SqlClient client, Event event) {
    return client
        .preparedQuery("update event set rescheduled = false where id = $1 and version = $2")
        .execute(Tuple.of(event.id(), event.version()))
        .replaceWithVoid();
  }

  private static Uni<List<UUID>> ids(SqlClient client, String query, int limit) {
    return client
        .preparedQuery(query)
        .execute(Tuple.of(limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("id")));
  }

  private static List<Object> valuesOf(UUID id, EventFields fields) {
    List<Object> values = new ArrayList<>();
    values.add(id);
    values.add(fields.title());
    values.add(fields.venue());
    values.add(utc(fields.startsAt()));
    values.add(fields.description());
    values.add(fields.organiserUrl());
    return values;
  }

  private static Optional<Event> first(RowSet<Row> rows) {
    return Rows.first(rows, EventStore::read);
  }

  private static List<Event> all(RowSet<Row> rows) {
    return Rows.list(rows, EventStore::read);
  }

  private static Event read(Row row) {
    EventFields fields =
        new EventFields(
            row.getString("title"),
            row.getString("venue"),
            instant(row, "starts_at"),
            row.getString("description"),
            row.getString("organiser_url"),
            EventStatus.valueOf(row.getString("status")),
            instant(row, "sales_from"),
            instant(row, "sales_until"));
    return new Event(
        row.getUUID("id"),
        row.getUUID("organiser_id"),
        fields,
        row.getLong("version"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  private static String containing(String part) {
    return part == null || part.isBlank()
        ? null
        : "%" + part.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }
}
