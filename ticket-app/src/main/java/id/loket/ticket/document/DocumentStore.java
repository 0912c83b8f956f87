package id.loket.ticket.document;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which documents there are, in PostgreSQL; the documents themselves are in {@link Archive}. */
@Singleton
class DocumentStore {
  private final Pool pool;

  DocumentStore(Pool pool) {
    this.pool = pool;
  }

  /** Notes in the caller's transaction that a document has to be made. */
  Uni<Void> due(SqlClient transaction, UUID bookingId, DocumentKind kind, Duration after) {
    return transaction
        .preparedQuery(
            """
            insert into document (booking_id, kind, next_attempt_at)
            values ($1, $2, now() + $3 * interval '1 millisecond')
            on conflict do nothing
            """)
        .execute(Tuple.of(bookingId, kind.name(), after.toMillis()))
        .replaceWithVoid();
  }

  /** Bookings whose document is due to be made; they are the caller's for the lease's length. */
  Uni<List<UUID>> takeDue(Duration lease, int limit) {
    return pool.preparedQuery(
            """
            update document set next_attempt_at = now() + $1 * interval '1 millisecond',
              attempts = attempts + 1
            where booking_id in (
              select booking_id from document where stored_at is null and next_attempt_at <= now()
              order by next_attempt_at limit $2 for update skip locked)
            returning booking_id
            """)
        .execute(Tuple.of(lease.toMillis(), limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("booking_id")));
  }

  /** Lets another replica make a document at once. */
  Uni<Void> handBack(UUID bookingId) {
    return pool.preparedQuery(
            """
            update document set next_attempt_at = now()
            where booking_id = $1 and stored_at is null
            """)
        .execute(Tuple.of(bookingId))
        .replaceWithVoid();
  }

  /** The stored document's key of that kind. */
  Uni<Optional<String>> findStored(UUID bookingId, DocumentKind kind) {
    return pool.preparedQuery(
            """
            select object_key from document
            where booking_id = $1 and kind = $2 and stored_at is not null
            """)
        .execute(Tuple.of(bookingId, kind.name()))
        .map(DocumentStore::key);
  }

  /**
   * Notes that a document lies in the archive, if the name on it is still the holder's: one who was
   * forgotten meanwhile has it drawn again.
   */
  Uni<Void> stored(UUID bookingId, DocumentKind kind, String key, int size, String holder) {
    return pool.preparedQuery(
            """
            insert into document (booking_id, kind, object_key, size, stored_at)
            select id, $2, $3, $4, now() from booking
            where id = $1 and holder_name is not distinct from $5 for share
            on conflict (booking_id) do update
            set kind = excluded.kind, object_key = excluded.object_key, size = excluded.size,
              stored_at = excluded.stored_at
            """)
        .execute(Tuple.of(bookingId, kind.name(), key, size, holder))
        .replaceWithVoid();
  }

  /**
   * A paper in the archive.
   *
   * @param at when it was stored
   */
  record Stored(UUID bookingId, String key, OffsetDateTime at) {}

  /** Papers whose time is over, and whose event was as long ago. */
  Uni<List<Stored>> old(Duration kept, int most) {
    return pool.preparedQuery(
            """
            select d.booking_id, d.object_key, d.stored_at
            from document d join booking b on b.id = d.booking_id join event e on e.id = b.event_id
            where d.stored_at < now() - $1 * interval '1 second'
              and e.starts_at < now() - $1 * interval '1 second'
            order by d.stored_at limit $2
            """)
        .execute(Tuple.of(kept.toSeconds(), most))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Stored(
                            row.getUUID("booking_id"),
                            row.getString("object_key"),
                            row.getOffsetDateTime("stored_at"))));
  }

  /** Forgets a paper whose object is gone, unless it was made again meanwhile. */
  Uni<Void> forget(Stored paper) {
    return pool.preparedQuery("delete from document where booking_id = $1 and stored_at = $2")
        .execute(Tuple.of(paper.bookingId(), paper.at()))
        .replaceWithVoid();
  }

  private static Optional<String> key(RowSet<Row> rows) {
    return Rows.first(rows, row -> row.getString("object_key"));
  }
}
