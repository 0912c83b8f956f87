package id.loket.ticket.booking;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.money.Money;
import id.loket.kit.postgres.Rows;
import id.loket.ticket.seat.Seat;
import id.loket.ticket.seat.SeatDetails;
import id.loket.ticket.seat.SeatStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Locks bookings with their seats, in PostgreSQL: the seat first, then the booking, and one seat
 * after the other in the order of their ids, always. So nobody waits in a circle, and what is read
 * is what holds until the transaction ends.
 */
@Singleton
class LockStore {
  // Rows are locked in the order they are found in, of each what is named first is locked first. A
  // seat that is there no more is locked too: what ended on it may still be owed something.
  private static final String LOCKED =
      BookingRows.PLACED
          + """
          , s.status as seat_status, s.version as seat_version, s.created_at as seat_created_at,
            s.price_amount as seat_price_amount, s.price_currency as seat_price_currency
          """
          + BookingRows.FROM;

  private static final String IN_ORDER = " order by s.id for update of s for no key update of b";

  /** A booking and its seat, which nobody else can change until the transaction ends. */
  record Locked(Seat seat, Placed placed) {}

  /** One booking; none for an unknown one. */
  Uni<List<Locked>> lock(SqlClient transaction, UUID bookingId) {
    return lock(transaction, "where b.id = $1", bookingId);
  }

  /** All bookings of a group, in the order of their seats; none for an unknown one. */
  Uni<List<Locked>> lockGroup(SqlClient transaction, UUID groupId) {
    return lock(transaction, "where b.group_id = $1", groupId);
  }

  private static Uni<List<Locked>> lock(SqlClient transaction, String which, UUID id) {
    return transaction
        .preparedQuery(LOCKED + which + IN_ORDER)
        .execute(Tuple.of(id))
        .map(rows -> Rows.list(rows, LockStore::read));
  }

  private static Locked read(Row row) {
    SeatDetails details =
        new SeatDetails(
            row.getUUID("seat_id"),
            row.getUUID("event_id"),
            row.getString("label"),
            row.getString("section"),
            row.getString("row_label"),
            new Money(row.getLong("seat_price_amount"), row.getString("seat_price_currency")),
            row.getLong("seat_version"),
            instant(row, "seat_created_at"));
    return new Locked(
        Seat.of(details, SeatStatus.valueOf(row.getString("seat_status"))),
        BookingRows.placed(row));
  }
}
