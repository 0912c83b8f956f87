package id.loket.ticket.inventory;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Files of stock, their rows and errors, in PostgreSQL. */
@Singleton
class ImportStore {
  /** Notes a file; {@code tag} is null while it is being uploaded. */
  Uni<Void> insert(
      SqlClient client,
      UUID id,
      String name,
      String key,
      String tag,
      Long size,
      Import.Wish wish,
      String createdBy) {
    return client
        .preparedQuery(
            """
            insert into inventory_import
              (id, name, object_key, object_tag, size, mode, strict, dry_run, again, status, created_by,
               work_until, traceparent)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $11,
              case when $4::text is null then 'RECEIVING' else 'RECEIVED' end, $9,
              case when $4::text is null then now() + interval '2 hours' else now() end, $10)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(name)
                .addString(key)
                .addString(tag)
                .addLong(size)
                .addString(wish.mode().name())
                .addBoolean(wish.strict())
                .addBoolean(wish.dryRun())
                .addString(createdBy)
                .addString(TraceParent.current())
                .addBoolean(wish.again()))
        .replaceWithVoid();
  }

  /** Notes that a file lies in the object store. */
  Uni<Void> received(SqlClient client, UUID id, String tag, long size) {
    return client
        .preparedQuery(
            """
            update inventory_import
            set status = 'RECEIVED', object_tag = $2, size = $3, work_until = now(), updated_at = now()
            where id = $1 and status = 'RECEIVING'
            """)
        .execute(Tuple.of(id, tag, size))
        .replaceWithVoid();
  }

  /**
   * Notes objects nobody has told of: not those known with that entity tag, nor those being
   * uploaded this moment.
   */
  Uni<Boolean> insertIfUnknown(SqlClient client, UUID id, StockFiles.Found object) {
    Import.Wish wish = Import.Wish.of(object.name());
    return client
        .preparedQuery(
            """
            insert into inventory_import
              (id, name, object_key, object_tag, size, mode, status, created_by, work_until)
            select $1, $2, $3, $4, $5, $6, 'RECEIVED', 'bucket', now()
            where not exists (
              select 1 from inventory_import
              where object_key = $3 and (object_tag = $4 or status = 'RECEIVING'))
            """)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(object.name())
                .addString(object.key())
                .addString(object.tag())
                .addLong(object.size())
                .addString(wish.mode().name()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Takes a file that is due to be worked on, for the length of the lease. */
  Uni<Optional<Import>> takeDue(SqlClient client, Duration lease) {
    return client
        .preparedQuery(
            """
            update inventory_import
            set work_until = now() + $1 * interval '1 millisecond', attempts = attempts + 1
            where id = (
              select id from inventory_import
              where status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING') and work_until <= now()
              order by created_at, id limit 1 for update skip locked)
            returning *
            """)
        .execute(Tuple.of(lease.toMillis()))
        .map(rows -> Rows.first(rows, ImportStore::read));
  }

  /** Lets others take a file up from then on. */
  Uni<Void> leave(SqlClient client, UUID id, Duration wait) {
    return client
        .preparedQuery(
            """
            update inventory_import set work_until = now() + $2 * interval '1 millisecond'
            where id = $1 and status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING')
            """)
        .execute(Tuple.of(id, wait.toMillis()))
        .replaceWithVoid();
  }

  /** Begins to read a file from its beginning; what an earlier attempt wrote down goes. */
  Uni<Void> beginReading(SqlClient transaction, Import file) {
    return transaction
        .preparedQuery("delete from inventory_row where import_number = $1")
        .execute(Tuple.of(file.number()))
        .chain(
            () ->
                transaction
                    .preparedQuery("delete from inventory_error where import_number = $1")
                    .execute(Tuple.of(file.number())))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        """
                        update inventory_import set status = 'READING', rows_read = 0, rows_good = 0,
                          rows_bad = 0, bytes_read = 0, updated_at = now()
                        where id = $1
                        """)
                    .execute(Tuple.of(file.id())))
        .replaceWithVoid();
  }

  /** Writes good rows down. */
  Uni<Void> stage(SqlClient transaction, int number, List<StockRow> rows) {
    return transaction
        .preparedQuery(
            """
            insert into inventory_row (import_number, store, item, count, line)
            select $1, * from unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[])
            """)
        .execute(arrays(number, rows))
        .replaceWithVoid();
  }

  /**
   * Takes out the rows whose item stands in an earlier line, and names as many of them in the
   * errors as there is room for.
   *
   * @return how many there were
   */
  Uni<Long> takeOutRepeated(SqlClient transaction, int number, long room) {
    return transaction
        // Enough to sort a million rows without writing most of them to disk.
        .query("set local work_mem = '32MB'")
        .execute()
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        """
                        with numbered as (
                          select line, first_value(line) over (partition by store, item order by line) as earlier
                          from inventory_row where import_number = $1),
                        repeated as materialized (
                          select line, earlier from numbered where line <> earlier),
                        gone as (
                          delete from inventory_row r using repeated
                          where r.import_number = $1 and r.line = repeated.line),
                        named as (
                          insert into inventory_error (import_number, line, field, reason, detail)
                          select $1, line, 'item', $3, earlier from repeated order by line limit $2::bigint)
                        select count(*) from repeated
                        """)
                    .execute(Tuple.of(number, Math.max(0, room), Reason.REPEATED.name())))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static Tuple arrays(int number, List<StockRow> rows) {
    String[] stores = new String[rows.size()];
    String[] items = new String[rows.size()];
    Long[] counts = new Long[rows.size()];
    Long[] lines = new Long[rows.size()];
    for (int i = 0; i < stores.length; i++) {
      StockRow row = rows.get(i);
      stores[i] = row.store();
      items[i] = row.item();
      counts[i] = row.count();
      lines[i] = row.line();
    }
    return Tuple.of(number, stores, items, counts, lines);
  }

  /** Writes errors down, up to {@code most} in all. */
  Uni<Void> complain(
      SqlClient transaction, int number, long before, int most, List<RowError> errors) {
    int room = (int) Math.max(0, Math.min(errors.size(), most - before));
    if (room == 0) {
      return Uni.createFrom().voidItem();
    }
    Long[] lines = new Long[room];
    String[] fields = new String[room];
    String[] reasons = new String[room];
    String[] details = new String[room];
    for (int i = 0; i < room; i++) {
      RowError error = errors.get(i);
      lines[i] = error.line();
      fields[i] = error.field();
      reasons[i] = error.reason().name();
      details[i] = error.detail();
    }
    return transaction
        .preparedQuery(
            """
            insert into inventory_error (import_number, line, field, reason, detail)
            select $1, * from unnest($2::bigint[], $3::text[], $4::text[], $5::text[])
            """)
        .execute(Tuple.of(number, lines, fields, reasons, details))
        .replaceWithVoid();
  }

  /** Notes how far reading got, and keeps the file for another lease. */
  Uni<Void> progress(SqlClient transaction, UUID id, Import.Progress progress, Duration lease) {
    return transaction
        .preparedQuery(
            """
            update inventory_import set bytes_read = $2, rows_read = $3, rows_good = $4, rows_bad = $5,
              work_until = now() + $6 * interval '1 millisecond', updated_at = now()
            where id = $1
            """)
        .execute(
            Tuple.of(
                id,
                progress.bytesRead(),
                progress.rowsRead(),
                progress.rowsGood(),
                progress.rowsBad(),
                lease.toMillis()))
        .replaceWithVoid();
  }

  /** Begins to load a file; fails on the unique index when the same content was loaded before. */
  Uni<Void> beginLoading(SqlClient client, UUID id, String contentHash) {
    return client
        .preparedQuery(
            """
            update inventory_import set status = 'LOADING', content_hash = $2, updated_at = now()
            where id = $1
            """)
        .execute(Tuple.of(id, contentHash))
        .replaceWithVoid();
  }

  /** The file that brought that content before. */
  Uni<Optional<UUID>> loadedBefore(SqlClient client, String contentHash, ImportMode mode) {
    return client
        .preparedQuery(
            """
            select id from inventory_import
            where content_hash = $1 and mode = $2 and status in ('LOADING', 'DONE') and not dry_run
            """)
        .execute(Tuple.of(contentHash, mode.name()))
        .map(rows -> Rows.first(rows, row -> row.getUUID("id")));
  }

  /** How many rows are written down: none after a crash of the server. */
  Uni<Long> staged(SqlClient client, int number) {
    return client
        .preparedQuery("select count(*) from inventory_row where import_number = $1")
        .execute(Tuple.of(number))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  Uni<Void> loaded(SqlClient transaction, UUID id, StockStore.Loaded part, Duration lease) {
    return transaction
        .preparedQuery(
            """
            update inventory_import set rows_loaded = rows_loaded + $2, depleted = depleted + $3,
              rows_bad = rows_bad + $4, rows_good = rows_good - $4, loaded_line = $5,
              work_until = now() + $6 * interval '1 millisecond', updated_at = now()
            where id = $1
            """)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addLong(part.loaded())
                .addLong(part.depleted())
                .addLong(part.refused())
                .addLong(part.lastLine())
                .addLong(lease.toMillis()))
        .replaceWithVoid();
  }

  Uni<Void> end(
      SqlClient client,
      UUID id,
      ImportStatus status,
      Reason reason,
      UUID duplicateOf,
      String contentHash,
      String errorsKey) {
    return client
        .preparedQuery(
            """
            update inventory_import set status = $2, reason = $3, duplicate_of = $4,
              content_hash = coalesce($5, content_hash), errors_key = $6, work_until = null,
              updated_at = now()
            where id = $1
            """)
        .execute(
            Tuple.of(
                id,
                status.name(),
                reason == null ? null : reason.name(),
                duplicateOf,
                contentHash,
                errorsKey))
        .replaceWithVoid();
  }

  /** Takes rows out of the way that are not needed any more; true while there are some left. */
  Uni<Boolean> clear(SqlClient client, int limit) {
    return client
        .preparedQuery(
            """
            with ended as (
              select number from inventory_import
              where cleared_at is null and status in ('DONE', 'FAILED', 'DUPLICATE')
              order by updated_at limit 1),
            gone as (
              delete from inventory_row where ctid = any (array(
                select ctid from inventory_row where import_number = (select number from ended)
                limit $1))
              returning 1),
            marked as (
              update inventory_import set cleared_at = now()
              where number = (select number from ended) and (select count(*) from gone) < $1
              returning 1)
            select (select count(*) from ended) as found
            """)
        .execute(Tuple.of(limit))
        .map(rows -> rows.iterator().next().getLong("found") > 0);
  }

  Uni<List<RowError>> errors(SqlClient client, int number, int limit) {
    return client
        .preparedQuery(
            """
            select line, field, reason, detail from inventory_error
            where import_number = $1 order by line limit $2
            """)
        .execute(Tuple.of(number, limit))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new RowError(
                            row.getLong("line"),
                            row.getString("field"),
                            Reason.valueOf(row.getString("reason")),
                            row.getString("detail"))));
  }

  Uni<Optional<Import>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select * from inventory_import where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, ImportStore::read));
  }

  Uni<List<Import>> list(SqlClient client, Cursor cursor, int limit) {
    return client
        .preparedQuery(
            """
            select * from inventory_import
            where $1::timestamptz is null or (created_at, id) < ($1, $2::uuid)
            order by created_at desc, id desc limit $3
            """)
        .execute(
            Tuple.of(
                cursor == null ? null : utc(cursor.at()),
                cursor == null ? null : cursor.id(),
                limit))
        .map(rows -> Rows.list(rows, ImportStore::read));
  }

  private static Import read(Row row) {
    String reason = row.getString("reason");
    return new Import(
        row.getUUID("id"),
        row.getInteger("number"),
        row.getString("name"),
        row.getString("object_key"),
        ImportMode.valueOf(row.getString("mode")),
        row.getBoolean("strict"),
        row.getBoolean("dry_run"),
        row.getBoolean("again"),
        ImportStatus.valueOf(row.getString("status")),
        reason == null ? null : Reason.valueOf(reason),
        row.getLong("size"),
        row.getString("content_hash"),
        row.getUUID("duplicate_of"),
        new Import.Progress(
            row.getLong("bytes_read"),
            row.getLong("rows_read"),
            row.getLong("rows_good"),
            row.getLong("rows_bad"),
            row.getLong("rows_loaded"),
            row.getLong("depleted")),
        row.getLong("loaded_line"),
        row.getString("errors_key"),
        row.getString(TraceParent.NAME),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
