package id.loket.ticket.booking;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** What a user has of an event, in PostgreSQL. */
@Singleton
class LimitStore {
  /**
   * What a user has: bookings with a seat, and places in lines.
   *
   * @param ofEvent how many of that event
   * @param ofSeat one for one of these seats, or null
   */
  record Has(long ofEvent, UUID ofSeat) {}

  /**
   * Lets nobody else begin a booking of that event for that user until the transaction ends: two at
   * once would each count without the other. Taken before any seat is locked.
   */
  Uni<Void> lock(SqlClient transaction, UUID userId, UUID eventId) {
    return transaction
        .preparedQuery("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .execute(Tuple.of("booking " + userId + " " + eventId))
        .replaceWithVoid();
  }

  Uni<Has> of(SqlClient transaction, UUID userId, UUID eventId, List<UUID> seatIds) {
    return transaction
        .preparedQuery(
            """
            select count(*) as of_event, (array_agg(id) filter (where seat_id = any ($3)))[1] as of_seat
            from booking
            where user_id = $1 and event_id = $2
              and status in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED')
            """)
        .execute(Tuple.of(userId, eventId, seatIds.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.first(rows, row -> new Has(row.getLong("of_event"), row.getUUID("of_seat")))
                    .orElseThrow());
  }
}
