package id.loket.ticket.booking;

import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Bookings whose time to pay is over, in PostgreSQL. */
@Singleton
class DeadlineStore {
  private final Duration lease;

  DeadlineStore(BookingConfig config) {
    this.lease = config.lease();
  }

  /**
   * A booking whose time to pay is over, the caller's to ask about for the lease's length.
   *
   * @param asked how often payment-app has been asked, this time too
   */
  record Overdue(UUID id, String invoiceNumber, int asked, String traceparent) {}

  /** Bookings whose time to pay is over; one in an order has the order's time. */
  Uni<List<Overdue>> takeOverdue(SqlClient client, int limit) {
    return client
        .preparedQuery(
            """
            update booking b
            set ask_at = now() + $1 * interval '1 millisecond', asked = b.asked + 1
            from (
              select id from booking
              where status = 'PENDING_PAYMENT' and order_id is null
                and (group_id is null or group_lead) and coalesce(ask_at, expires_at) <= now()
              order by coalesce(ask_at, expires_at) limit $2 for update skip locked) due
            where b.id = due.id
            returning b.id, b.invoice_number, b.asked, b.traceparent
            """)
        .execute(Tuple.of(lease.toMillis(), limit))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Overdue(
                            row.getUUID("id"),
                            row.getString("invoice_number"),
                            row.getInteger("asked"),
                            row.getString(TraceParent.NAME))));
  }

  /**
   * Leaves an overdue booking to be asked about again.
   *
   * @param patience how long after its time a person is called
   * @return whether this is the moment to call one
   */
  Uni<Boolean> askAgain(SqlClient client, UUID id, Duration wait, Duration patience) {
    return client
        .preparedQuery(
            """
            update booking set ask_at = now() + $2 * interval '1 millisecond',
              unsettled_since = case
                when expires_at + $3 * interval '1 millisecond' <= now()
                then coalesce(unsettled_since, now()) end
            where id = $1 and status = 'PENDING_PAYMENT' and order_id is null
            returning old.unsettled_since is null and new.unsettled_since is not null as due
            """)
        .execute(Tuple.of(id, wait.toMillis(), patience.toMillis()))
        .map(rows -> Rows.first(rows, row -> row.getBoolean("due")).orElse(false));
  }
}
