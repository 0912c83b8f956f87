package id.loket.ticket.booking;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Groups of bookings, and lines with groups in them, in PostgreSQL. */
@Singleton
class GroupStore {
  /**
   * A booking of a group.
   *
   * @param seatId its seat
   */
  record Member(UUID bookingId, UUID seatId) {}

  /** The bookings of a group in the order their seats are locked in; none for an unknown one. */
  Uni<List<Member>> members(SqlClient client, UUID groupId) {
    return client
        .preparedQuery("select id, seat_id from booking where group_id = $1 order by seat_id")
        .execute(Tuple.of(groupId))
        .map(rows -> Rows.list(rows, row -> new Member(row.getUUID("id"), row.getUUID("seat_id"))));
  }

  /** The group a booking belongs to. */
  Uni<Optional<UUID>> groupOf(SqlClient client, UUID bookingId) {
    return client
        .preparedQuery("select group_id from booking where id = $1 and group_id is not null")
        .execute(Tuple.of(bookingId))
        .map(rows -> Rows.first(rows, row -> row.getUUID("group_id")));
  }

  /**
   * Who may be next for a seat, first come first: the first who waits alone, and the groups with
   * all their seats that came before. Nobody behind the first who waits alone can be.
   */
  Uni<List<Waiting>> line(SqlClient transaction, UUID seatId) {
    return transaction
        .preparedQuery(
            """
            select b.id, b.group_id, b.queue_number,
              case when b.group_id is null then array[b.seat_id] else (
                select array_agg(m.seat_id) from booking m where m.group_id = b.group_id) end as seats
            from booking b
            where b.seat_id = $1 and b.status = 'QUEUED'
              and exists (select 1 from seat s where s.id = $1 and s.deleted_at is null)
              and b.queue_number <= coalesce((
              select min(alone.queue_number) from booking alone
              where alone.seat_id = $1 and alone.status = 'QUEUED' and alone.group_id is null),
              b.queue_number)
            order by b.queue_number
            """)
        .execute(Tuple.of(seatId))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Waiting(
                            row.getUUID("id"),
                            row.getUUID("group_id"),
                            row.getLong("queue_number"),
                            Arrays.stream(row.getArrayOfUUIDs("seats"))
                                .collect(Collectors.toUnmodifiableSet()))));
  }

  /** Which of these seats are open, as far as is committed or done in this transaction. */
  Uni<Set<UUID>> open(SqlClient transaction, Set<UUID> seats) {
    return transaction
        .preparedQuery(
            "select id from seat where id = any ($1) and status = 'OPEN' and deleted_at is null")
        .execute(Tuple.of(seats.toArray(UUID[]::new)))
        .map(rows -> Set.copyOf(Rows.list(rows, row -> row.getUUID("id"))));
  }

  /** Groups in the line of a seat, in the order they came. */
  Uni<List<UUID>> inLineOf(SqlClient client, UUID seatId) {
    return client
        .preparedQuery(
            """
            select group_id from booking
            where seat_id = $1 and status = 'QUEUED' and group_id is not null
            order by queue_number
            """)
        .execute(Tuple.of(seatId))
        .map(rows -> Rows.list(rows, row -> row.getUUID("group_id")));
  }

  /** Groups in line all of whose seats are open, in the order they came. */
  Uni<List<UUID>> servable(SqlClient client, int limit) {
    return client
        .preparedQuery(
            """
            select lead.group_id from booking lead join event e on e.id = lead.event_id
            where lead.status = 'QUEUED' and lead.group_lead
              and e.status = 'PUBLISHED' and e.starts_at > now()
              and not exists (
                select 1 from booking m join seat s on s.id = m.seat_id
                where m.group_id = lead.group_id
                  and (s.status <> 'OPEN' or s.deleted_at is not null))
            order by lead.queue_number limit $1
            """)
        .execute(Tuple.of(limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("group_id")));
  }
}
