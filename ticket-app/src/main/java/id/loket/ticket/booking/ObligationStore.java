package id.loket.ticket.booking;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Obligations in PostgreSQL. */
@Singleton
class ObligationStore {
  /** Owes something, once. */
  Uni<Void> owe(SqlClient transaction, UUID bookingId, Obligation.Kind kind) {
    return transaction
        .preparedQuery(
            "insert into obligation (booking_id, kind) values ($1, $2) on conflict do nothing")
        .execute(Tuple.of(bookingId, kind.name()))
        .replaceWithVoid();
  }

  /** Obligations that are due; they are the caller's to meet for the lease's length. */
  Uni<List<Obligation>> takeDue(SqlClient client, Duration lease, int limit) {
    return client
        .preparedQuery(
            """
            update obligation o
            set next_attempt_at = now() + $1 * interval '1 millisecond', attempts = attempts + 1
            from (
              select booking_id, kind from obligation
              where done_at is null and next_attempt_at <= now()
              order by next_attempt_at limit $2 for update skip locked) due
            where o.booking_id = due.booking_id and o.kind = due.kind
            returning o.booking_id, o.kind, o.attempts
            """)
        .execute(Tuple.of(lease.toMillis(), limit))
        .map(rows -> Rows.list(rows, ObligationStore::read));
  }

  Uni<Void> met(SqlClient client, Obligation obligation, String outcome) {
    return client
        .preparedQuery(
            """
            update obligation set done_at = now(), outcome = $3, last_error = null
            where booking_id = $1 and kind = $2
            """)
        .execute(Tuple.of(obligation.bookingId(), obligation.kind().name(), outcome))
        .replaceWithVoid();
  }

  Uni<Void> postpone(SqlClient client, Obligation obligation, Duration wait, String error) {
    return client
        .preparedQuery(
            """
            update obligation
            set next_attempt_at = now() + $3 * interval '1 millisecond', last_error = left($4, 500)
            where booking_id = $1 and kind = $2 and done_at is null
            """)
        .execute(Tuple.of(obligation.bookingId(), obligation.kind().name(), wait.toMillis(), error))
        .replaceWithVoid();
  }

  private static Obligation read(Row row) {
    return new Obligation(
        row.getUUID("booking_id"),
        Obligation.Kind.valueOf(row.getString("kind")),
        row.getInteger("attempts"));
  }
}
