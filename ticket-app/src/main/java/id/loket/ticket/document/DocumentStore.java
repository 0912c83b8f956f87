package id.loket.ticket.document;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
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

  /**
   * How a document stands.
   *
   * @param key where it is stored; empty until it is
   * @param isBeingMade whether somebody has said to be making it, and may be still
   */
  record Standing(Optional<String> key, boolean isBeingMade) {}

  /** How the document of that kind stands. */
  Uni<Standing> look(UUID bookingId, DocumentKind kind) {
    return pool.preparedQuery(
            """
            select object_key, stored_at is not null as is_stored,
              stored_at is null and next_attempt_at > now() as is_being_made
            from document where booking_id = $1 and kind = $2
            """)
        .execute(Tuple.of(bookingId, kind.name()))
        .map(rows -> Rows.first(rows, DocumentStore::standing))
        .map(found -> found.orElse(new Standing(Optional.empty(), false)));
  }

  private static Standing standing(Row row) {
    return new Standing(
        Optional.of(row)
            .filter(each -> each.getBoolean("is_stored"))
            .map(each -> each.getString("object_key")),
        row.getBoolean("is_being_made"));
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
}
