package id.loket.report.open311;

import id.loket.kit.id.Ids;
import id.loket.kit.postgres.RowLife;
import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import id.loket.report.report.ReportDeletion;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Pictures to be fetched, in PostgreSQL. */
@Singleton
class MediaFetchStore implements ReportDeletion {
  private final Pool pool;

  MediaFetchStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Writes down that pictures of a report are to be fetched.
   *
   * @param reason why they never will be; null if they will
   */
  Uni<Void> insert(SqlClient transaction, UUID reportId, List<String> urls, String reason) {
    if (urls.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return transaction
        .preparedQuery(
            """
            insert into media_fetch (id, report_id, url, status, reason, traceparent)
            values ($1, $2, $3, case when $4::text is null then 'PENDING' else 'REJECTED' end, $4, $5)
            """)
        .executeBatch(
            urls.stream()
                .map(url -> Tuple.of(Ids.next(), reportId, url, reason, TraceParent.current()))
                .toList())
        .replaceWithVoid();
  }

  /** Takes those that are due, for so long. */
  Uni<List<MediaFetch>> take(int most, Duration lease) {
    return pool.preparedQuery(
            """
            update media_fetch as f
            set attempts = f.attempts + 1, due_at = now() + $2 * interval '1 millisecond',
              updated_at = now()
            from (
              select id from media_fetch where status = 'PENDING' and due_at <= now()
              order by due_at limit $1 for update skip locked) as due
            where f.id = due.id
            returning f.id, f.report_id, f.url, f.attempts, f.traceparent
            """)
        .execute(Tuple.of(most, lease.toMillis()))
        .map(rows -> Rows.list(rows, MediaFetchStore::read));
  }

  /** It is tried again, that much later. */
  Uni<Void> later(UUID id, Duration wait) {
    return pool.preparedQuery(
            """
            update media_fetch set due_at = now() + $2 * interval '1 millisecond', updated_at = now()
            where id = $1 and status = 'PENDING'
            """)
        .execute(Tuple.of(id, wait.toMillis()))
        .replaceWithVoid();
  }

  /** It is due for others at once: this replica did not begin it. */
  Uni<Void> handBack(UUID id) {
    return pool.preparedQuery(
            """
            update media_fetch set due_at = now(), attempts = attempts - 1, updated_at = now()
            where id = $1 and status = 'PENDING'
            """)
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  Uni<Void> fetched(UUID id, UUID mediaId) {
    return pool.preparedQuery(
            """
            update media_fetch set status = 'FETCHED', media_id = $2, updated_at = now()
            where id = $1 and status = 'PENDING'
            """)
        .execute(Tuple.of(id, mediaId))
        .replaceWithVoid();
  }

  Uni<Void> rejected(UUID id, String reason) {
    return pool.preparedQuery(
            """
            update media_fetch set status = 'REJECTED', reason = $2, updated_at = now()
            where id = $1 and status = 'PENDING'
            """)
        .execute(Tuple.of(id, reason))
        .replaceWithVoid();
  }

  /** What became of the pictures of a report, in the order they were named. */
  Uni<List<MediaFetch.Outcome>> outcomes(UUID reportId) {
    return pool.preparedQuery(
            """
            select f.url, f.status, coalesce(f.reason, m.reason) as reason, m.status as kept
            from media_fetch f left join media m on m.id = f.media_id
            where f.report_id = $1 order by f.id
            """)
        .execute(Tuple.of(reportId))
        .map(rows -> Rows.list(rows, MediaFetchStore::outcome));
  }

  @Override
  public Uni<Void> deleted(SqlClient transaction, UUID reportId) {
    return transaction
        .preparedQuery("delete from media_fetch where report_id = $1")
        .execute(Tuple.of(reportId))
        .replaceWithVoid();
  }

  @Produces
  @Singleton
  static RowLife life(MediaFetchConfig config) {
    return RowLife.of("media_fetch", "updated_at", config.keep(), "status <> 'PENDING'");
  }

  private static MediaFetch read(Row row) {
    return new MediaFetch(
        row.getUUID("id"),
        row.getUUID("report_id"),
        row.getString("url"),
        row.getInteger("attempts"),
        row.getString(TraceParent.NAME));
  }

  private static MediaFetch.Outcome outcome(Row row) {
    String kept = row.getString("kept");
    String status =
        switch (row.getString("status")) {
          case "PENDING" -> "pending";
          case "REJECTED" -> "rejected";
          default ->
              switch (kept) {
                case "STORED" -> "stored";
                case null -> "rejected"; // forgotten since
                case "REJECTED", "DELETED" -> "rejected";
                default -> "processing";
              };
        };
    return new MediaFetch.Outcome(row.getString("url"), status, row.getString("reason"));
  }
}
