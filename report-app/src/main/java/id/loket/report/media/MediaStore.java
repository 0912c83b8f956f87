package id.loket.report.media;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import id.loket.report.place.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which photos and videos there are, in PostgreSQL; their bytes are in {@link MediaArchive}. */
@Singleton
class MediaStore {
  private static final String COLUMNS =
      """
      id, report_id, purpose, uploader_id, size, status, reason, content_type, width, height,
      suggested_lat, suggested_lon, variants, attempts, created_at, traceparent
      """;

  static final String ABANDONED =
      """
      update media set status = 'DELETED', updated_at = now()
      where status = 'STAGING' and work_until <= now()
      """;

  static final String FORGOTTEN =
      "select "
          + COLUMNS
          + """
          from media
          where status in ('UPLOADED', 'PLACED') and work_until <= now()
            and updated_at <= now() - $1 * interval '1 millisecond'
          order by work_until limit $2
          """;

  static final String UNCLEARED =
      "select "
          + COLUMNS
          + """
          from media
          where status in ('REJECTED', 'DELETED') and cleared_at is null and work_until <= now()
          order by work_until limit $1
          """;

  private final Pool pool;

  MediaStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Makes the report's other uploads wait, so that they are counted one by one, and its deletion;
   * empty when it is deleted.
   */
  Uni<Optional<Integer>> lockAndCount(SqlClient transaction, UUID reportId) {
    return transaction
        .preparedQuery(
            "select 1 from report where id = $1 and deleted_at is null for no key update")
        .execute(Tuple.of(reportId))
        .chain(
            found ->
                found.rowCount() == 0
                    ? Uni.createFrom().item(Optional.empty())
                    : count(transaction, reportId).map(Optional::of));
  }

  private static Uni<Integer> count(SqlClient transaction, UUID reportId) {
    return transaction
        .preparedQuery(
            """
            select count(*) from media
            where report_id = $1 and status not in ('REJECTED', 'DELETED')
            """)
        .execute(Tuple.of(reportId))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** Writes the row of an upload that begins. */
  Uni<MediaItem> insert(
      SqlClient transaction,
      UUID id,
      UUID reportId,
      Purpose purpose,
      UUID uploader,
      String sha256,
      long size,
      Duration longestUpload) {
    return transaction
        .preparedQuery(
            """
            insert into media (id, report_id, purpose, uploader_id, sha256, size, status, work_until,
              traceparent)
            values ($1, $2, $3, $4, $5, $6, 'STAGING', now() + $7 * interval '1 millisecond', $8)
            returning\s"""
                + COLUMNS)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addUUID(reportId)
                .addString(purpose.name())
                .addUUID(uploader)
                .addString(sha256)
                .addLong(size)
                .addLong(longestUpload.toMillis())
                .addString(TraceParent.current()))
        .map(rows -> read(rows.iterator().next()));
  }

  /** The same file, sent to the same report before. */
  Uni<Optional<MediaItem>> findSame(SqlClient client, UUID reportId, String sha256) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                from media where report_id = $1 and sha256 = $2
                  and status not in ('REJECTED', 'DELETED')
                """)
        .execute(Tuple.of(reportId, sha256))
        .map(MediaStore::first);
  }

  /** Lets an upload that is sent again begin anew; false when it was let go meanwhile. */
  Uni<Boolean> beginAgain(SqlClient transaction, UUID id, Duration longestUpload) {
    return transaction
        .preparedQuery(
            """
            update media set work_until = now() + $2 * interval '1 millisecond'
            where id = $1 and status = 'STAGING'
            """)
        .execute(Tuple.of(id, longestUpload.toMillis()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Notes that the bytes are safe; false when it is not waiting for them any more. */
  Uni<Boolean> uploaded(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            """
            update media set status = 'UPLOADED', work_until = now(), updated_at = now()
            where id = $1 and status = 'STAGING'
            """)
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Notes that it lies in its place; empty when it is not on its way there any more, else whether
   * the object store told so before.
   */
  Uni<Optional<Boolean>> placed(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            """
            update media set status = 'PLACED', work_until = now(), attempts = 0, updated_at = now()
            where id = $1 and status = 'UPLOADED' returning arrived_at is not null as early
            """)
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, row -> row.getBoolean("early")));
  }

  /** Notes that the object store tells of it while its row is not there yet; false if it is. */
  Uni<Boolean> arrivedEarly(UUID id) {
    return pool.preparedQuery(
            "update media set arrived_at = now() where id = $1 and status = 'UPLOADED'")
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Takes one in that status for the lease's length; empty when somebody else has or did it. */
  Uni<Optional<MediaItem>> claim(UUID id, MediaStatus status, Duration lease) {
    return pool.preparedQuery(
            """
            update media set work_until = now() + $3 * interval '1 millisecond'
            where id = $1 and status = $2 and work_until <= now()
            returning\s"""
                + COLUMNS)
        .execute(Tuple.of(id, status.name(), lease.toMillis()))
        .map(MediaStore::first);
  }

  /**
   * Counts that drawing begins: it stays counted only if nobody lives to say how it went, so
   * neither a server that is away nor a process that ends while the photo waits is put down to the
   * photo.
   */
  Uni<Void> begun(UUID id) {
    return pool.preparedQuery("update media set attempts = attempts + 1 where id = $1")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  /** Gives it back, to be tried again after a while; this attempt does not count. */
  Uni<Void> postpone(MediaItem item, Duration wait) {
    return pool.preparedQuery(
            """
            update media set work_until = now() + $2 * interval '1 millisecond', attempts = $3
            where id = $1
            """)
        .execute(Tuple.of(item.id(), wait.toMillis(), item.attempts()))
        .replaceWithVoid();
  }

  /** Keeps where a photo was taken, before that is removed from it. */
  Uni<Void> suggest(UUID id, Position position) {
    return pool.preparedQuery(
            "update media set suggested_lat = $2, suggested_lon = $3 where id = $1")
        .execute(Tuple.of(id, position.lat(), position.lon()))
        .replaceWithVoid();
  }

  /** Notes that it can be seen; empty when its report went meanwhile. */
  Uni<Optional<MediaItem>> stored(
      SqlClient transaction,
      UUID id,
      String contentType,
      Integer width,
      Integer height,
      List<Variant> variants) {
    return transaction
        .preparedQuery(
            """
            update media set status = 'STORED', content_type = $2, width = $3, height = $4,
              variants = $5, work_until = now(), updated_at = now()
            where id = $1 and status = 'PLACED' returning\s"""
                + COLUMNS)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(contentType)
                .addInteger(width)
                .addInteger(height)
                .addArrayOfString(variants.stream().map(Variant::title).toArray(String[]::new)))
        .map(MediaStore::first);
  }

  /** Notes that it is not taken, and that nothing of it may stay; empty when that was settled. */
  Uni<Optional<MediaItem>> rejected(SqlClient transaction, UUID id, Rejection reason) {
    return transaction
        .preparedQuery(
            """
            update media set status = 'REJECTED', reason = $2, suggested_lat = null,
              suggested_lon = null, work_until = now(), updated_at = now()
            where id = $1 and status in ('UPLOADED', 'PLACED') returning\s"""
                + COLUMNS)
        .execute(Tuple.of(id, reason.code()))
        .map(MediaStore::first);
  }

  /** Lets all media of a report go, once whoever is at them has finished. */
  Uni<Void> deleteOf(SqlClient transaction, UUID reportId) {
    return transaction
        .preparedQuery(
            """
            update media set status = 'DELETED', cleared_at = null, suggested_lat = null,
              suggested_lon = null, updated_at = now()
            where report_id = $1 and status not in ('REJECTED', 'DELETED')
            """)
        .execute(Tuple.of(reportId))
        .replaceWithVoid();
  }

  /** Uploads that were broken off are let go. */
  Uni<Void> abandonUploads() {
    return pool.query(ABANDONED).execute().replaceWithVoid();
  }

  /** What no message has taken up for a while. */
  Uni<List<MediaItem>> forgotten(Duration patience, int count) {
    return pool.preparedQuery(FORGOTTEN)
        .execute(Tuple.of(patience.toMillis(), count))
        .map(MediaStore::all);
  }

  /** Those of which nothing may stay in the object store, and something still may be there. */
  Uni<List<MediaItem>> uncleared(int count) {
    return pool.preparedQuery(UNCLEARED).execute(Tuple.of(count)).map(MediaStore::all);
  }

  Uni<Void> cleared(UUID id) {
    return pool.preparedQuery("update media set cleared_at = now() where id = $1")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  Uni<Optional<MediaItem>> find(SqlClient client, UUID reportId, UUID id) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                from media
                where id = $1 and report_id = $2 and status not in ('STAGING', 'DELETED')
                """)
        .execute(Tuple.of(id, reportId))
        .map(MediaStore::first);
  }

  Uni<Optional<MediaItem>> find(SqlClient client, UUID reportId, UUID id, MediaStatus status) {
    return find(client, reportId, id).map(found -> found.filter(item -> item.status() == status));
  }

  Uni<List<MediaItem>> list(UUID reportId) {
    return pool.preparedQuery(
            "select "
                + COLUMNS
                + """
                from media
                where report_id = $1 and status not in ('STAGING', 'DELETED') order by created_at, id
                limit 100
                """)
        .execute(Tuple.of(reportId))
        .map(MediaStore::all);
  }

  private static Optional<MediaItem> first(RowSet<Row> rows) {
    return Rows.first(rows, MediaStore::read);
  }

  private static List<MediaItem> all(RowSet<Row> rows) {
    return Rows.list(rows, MediaStore::read);
  }

  private static MediaItem read(Row row) {
    Double lat = row.getDouble("suggested_lat");
    return new MediaItem(
        row.getUUID("id"),
        row.getUUID("report_id"),
        Purpose.valueOf(row.getString("purpose")),
        row.getUUID("uploader_id"),
        row.getLong("size"),
        MediaStatus.valueOf(row.getString("status")),
        row.getString("reason"),
        row.getString("content_type"),
        row.getInteger("width"),
        row.getInteger("height"),
        lat == null ? null : new Position(lat, row.getDouble("suggested_lon")),
        Arrays.asList(row.getArrayOfStrings("variants")),
        row.getInteger("attempts"),
        instant(row, "created_at"),
        row.getString(TraceParent.NAME));
  }
}
