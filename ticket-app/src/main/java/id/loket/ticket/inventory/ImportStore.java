package id.loket.ticket.inventory;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Files of stock in PostgreSQL. Each taking of a file counts its attempts up; whoever works on it
 * names the attempt that is theirs with every change, and changes nothing once there was a later.
 */
@Singleton
class ImportStore {
  static final String TAKE_DUE =
      """
      update inventory_import
      set work_until = now() + $1 * interval '1 millisecond', attempts = attempts + 1
      where id = (
        select id from inventory_import
        where status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING') and work_until <= now()
        order by created_at, id limit 1 for update skip locked)
      returning *
      """;

  /** Notes a file that is being uploaded. */
  Uni<Void> insert(
      SqlClient client, UUID id, String name, String key, Long size, Import.Wish wish) {
    return client
        .preparedQuery(
            """
            insert into inventory_import
              (id, name, object_key, size, mode, strict, dry_run, again, status, created_by,
               work_until, traceparent, organiser_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, 'RECEIVING', $9, now() + interval '2 hours', $10, $11)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(name)
                .addString(key)
                .addLong(size)
                .addString(wish.mode().name())
                .addBoolean(wish.strict())
                .addBoolean(wish.dryRun())
                .addBoolean(wish.again())
                .addString(wish.createdBy())
                .addString(TraceParent.current())
                .addUUID(wish.organiserId()))
        .replaceWithVoid();
  }

  /** Notes that a file lies in the object store, as a version that its entity tag names. */
  Uni<Void> received(SqlClient client, UUID id, String key, String tag) {
    return client
        .preparedQuery(
            """
            update inventory_import
            set status = 'RECEIVED', object_key = $2, object_tag = $3, work_until = now(), updated_at = now()
            where id = $1 and status = 'RECEIVING'
            """)
        .execute(Tuple.of(id, key, tag))
        .replaceWithVoid();
  }

  /** Ends a file that never came to lie in the object store; false when it does. */
  Uni<Boolean> notReceived(SqlClient client, UUID id, Reason reason) {
    return client
        .preparedQuery(
            """
            update inventory_import
            set status = 'FAILED', reason = $2, work_until = null, updated_at = now()
            where id = $1 and status = 'RECEIVING'
            """)
        .execute(Tuple.of(id, reason.name()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Takes a file that is due to be worked on, for the length of the lease. */
  Uni<Optional<Import>> takeDue(SqlClient client, Duration lease) {
    return client
        .preparedQuery(TAKE_DUE)
        .execute(Tuple.of(lease.toMillis()))
        .map(rows -> Rows.first(rows, ImportStore::read));
  }

  /** Keeps a file for another lease; fails with {@link ImportLease.Lost}. */
  Uni<Void> renew(SqlClient client, Import file, Duration lease) {
    return client
        .preparedQuery(
            """
            update inventory_import set work_until = clock_timestamp() + $3 * interval '1 millisecond'
            where id = $1 and attempts = $2
              and status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING')
            """)
        .execute(Tuple.of(file.id(), file.attempt(), lease.toMillis()))
        .map(ImportStore::requireHeld);
  }

  /** Lets others take a file up from then on; nothing of this attempt changes it any more. */
  Uni<Void> leave(SqlClient client, Import file, Duration wait) {
    return client
        .preparedQuery(
            """
            update inventory_import
            set work_until = now() + $3 * interval '1 millisecond', attempts = attempts + 1
            where id = $1 and attempts = $2
              and status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING')
            """)
        .execute(Tuple.of(file.id(), file.attempt(), wait.toMillis()))
        .replaceWithVoid();
  }

  /** Begins to read a file from its beginning. */
  Uni<Void> beginReading(SqlClient transaction, Import file) {
    return transaction
        .preparedQuery(
            """
            update inventory_import set status = 'READING', rows_read = 0, rows_good = 0,
              rows_bad = 0, bytes_read = 0, updated_at = now()
            where id = $1 and attempts = $2
            """)
        .execute(Tuple.of(file.id(), file.attempt()))
        .map(ImportStore::requireHeld);
  }

  /** Notes how far reading got. */
  Uni<Void> progress(SqlClient transaction, Import file, Import.Progress progress) {
    return transaction
        .preparedQuery(
            """
            update inventory_import set bytes_read = $3, rows_read = $4, rows_good = $5, rows_bad = $6,
              updated_at = now()
            where id = $1 and attempts = $2
            """)
        .execute(
            Tuple.of(
                file.id(),
                file.attempt(),
                progress.bytesRead(),
                progress.rowsRead(),
                progress.rowsGood(),
                progress.rowsBad()))
        .map(ImportStore::requireHeld);
  }

  /**
   * Begins to load a file, unless the same content was loaded before. Of two that begin at the same
   * moment the unique index lets one through.
   *
   * @return whether it is to be loaded
   */
  Uni<Boolean> beginLoading(SqlClient transaction, Import file, String contentHash) {
    return transaction
        .preparedQuery(
            """
            update inventory_import i set status = 'LOADING', content_hash = $3, updated_at = now()
            where id = $1 and attempts = $2 and not exists (
              select 1 from inventory_import f
              where f.content_hash = $3 and f.mode = i.mode and f.id <> i.id
                and f.organiser_id is not distinct from i.organiser_id and f.status in ('LOADING', 'DONE') and not f.dry_run)
            """)
        .execute(Tuple.of(file.id(), file.attempt(), contentHash))
        .map(rows -> rows.rowCount() == 1);
  }

  /** The file that brought that content before. */
  Uni<Optional<UUID>> loadedBefore(SqlClient client, Import file, String contentHash) {
    return client
        .preparedQuery(
            """
            select id from inventory_import
            where content_hash = $1 and mode = $2 and organiser_id is not distinct from $3
              and status in ('LOADING', 'DONE') and not dry_run
            """)
        .execute(Tuple.of(contentHash, file.mode().name(), file.organiserId()))
        .map(rows -> Rows.first(rows, row -> row.getUUID("id")));
  }

  /** Notes that a part is loaded, behind the one that was the last when it began. */
  Uni<Void> loaded(SqlClient transaction, Import file, StockLoadStore.Loaded part) {
    return transaction
        .preparedQuery(
            """
            update inventory_import set rows_loaded = rows_loaded + $4, depleted = depleted + $5,
              rows_bad = rows_bad + $6, rows_good = rows_good - $6, loaded_line = $7,
              rows_short = rows_short + $8, to_tell = to_tell or $9 > 0, updated_at = now()
            where id = $1 and attempts = $2 and loaded_line = $3
            """)
        .execute(
            Tuple.tuple()
                .addUUID(file.id())
                .addInteger(file.attempt())
                .addLong(file.loadedLine())
                .addLong(part.loaded())
                .addLong(part.depleted())
                .addLong(part.refused())
                .addLong(part.lastLine())
                .addLong(part.shortOf())
                .addLong(part.fallen()))
        .map(ImportStore::requireHeld);
  }

  /** How a file ended. */
  record End(
      ImportStatus status, Reason reason, UUID duplicateOf, String contentHash, String errorsKey) {}

  Uni<Void> end(SqlClient client, Import file, End end) {
    return client
        .preparedQuery(
            """
            update inventory_import set status = $3, reason = $4, duplicate_of = $5,
              content_hash = coalesce($6, content_hash), errors_key = $7, work_until = null,
              updated_at = now()
            where id = $1 and attempts = $2
              and status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING')
            """)
        .execute(
            Tuple.tuple()
                .addUUID(file.id())
                .addInteger(file.attempt())
                .addString(end.status().name())
                .addString(end.reason() == null ? null : end.reason().name())
                .addUUID(end.duplicateOf())
                .addString(end.contentHash())
                .addString(end.errorsKey()))
        .map(ImportStore::requireHeld);
  }

  private static Void requireHeld(RowSet<Row> changed) {
    if (changed.rowCount() == 0) {
      throw new ImportLease.Lost();
    }
    return null;
  }

  Uni<Optional<Import>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select * from inventory_import where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, ImportStore::read));
  }

  /**
   * Files, newest first.
   *
   * @param organiserId whose; null for all
   */
  Uni<List<Import>> list(SqlClient client, UUID organiserId, Cursor cursor, int limit) {
    return client
        .preparedQuery(
            """
            select * from inventory_import
            where %s and ($1::timestamptz is null or (created_at, id) < ($1, $2::uuid))
            order by created_at desc, id desc limit $3
            """
                .formatted(organiserId == null ? "$4::uuid is null" : "organiser_id = $4"))
        .execute(
            Tuple.of(
                cursor == null ? null : utc(cursor.at()),
                cursor == null ? null : cursor.id(),
                limit,
                organiserId))
        .map(rows -> Rows.list(rows, ImportStore::read));
  }

  private static Import read(Row row) {
    String reason = row.getString("reason");
    return new Import(
        row.getUUID("id"),
        row.getInteger("number"),
        row.getInteger("attempts"),
        row.getString("name"),
        row.getString("object_key"),
        row.getString("object_tag"),
        ImportMode.valueOf(row.getString("mode")),
        row.getBoolean("strict"),
        row.getBoolean("dry_run"),
        row.getBoolean("again"),
        ImportStatus.valueOf(row.getString("status")),
        reason == null ? null : Reason.valueOf(reason),
        row.getLong("size"),
        row.getString("content_hash"),
        row.getUUID("duplicate_of"),
        row.getUUID("organiser_id"),
        new Import.Progress(
            row.getLong("bytes_read"),
            row.getLong("rows_read"),
            row.getLong("rows_good"),
            row.getLong("rows_bad"),
            row.getLong("rows_loaded"),
            row.getLong("rows_short"),
            row.getLong("depleted")),
        row.getLong("loaded_line"),
        row.getString("errors_key"),
        row.getString(TraceParent.NAME),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
