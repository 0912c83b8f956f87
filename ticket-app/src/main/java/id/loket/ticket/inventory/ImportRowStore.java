package id.loket.ticket.inventory;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/** The rows of files between reading and loading, and those that are bad, in PostgreSQL. */
@Singleton
class ImportRowStore {
  static final String CLEARED_NEXT =
      """
      select number from inventory_import
      where cleared_at is null and status in ('DONE', 'FAILED', 'DUPLICATE')
      order by updated_at limit 1
      """;

  /** Forgets what an earlier attempt wrote down. */
  Uni<Void> beginAnew(SqlClient transaction, int number) {
    return transaction
        .preparedQuery("delete from inventory_row where import_number = $1")
        .execute(Tuple.of(number))
        .chain(
            () ->
                transaction
                    .preparedQuery("delete from inventory_error where import_number = $1")
                    .execute(Tuple.of(number)))
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
        .chain(() -> takeOut(transaction, number, room));
  }

  private static Uni<Long> takeOut(SqlClient transaction, int number, long room) {
    return transaction
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
        .execute(Tuple.of(number, Math.max(0, room), Reason.REPEATED.name()))
        .map(rows -> rows.iterator().next().getLong(0));
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

  /** Whether rows are written down: none are after a crash of the server. */
  Uni<Boolean> isStaged(SqlClient client, int number) {
    return client
        .preparedQuery("select exists (select 1 from inventory_row where import_number = $1)")
        .execute(Tuple.of(number))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Takes rows out of the way that are not needed any more; true while there are some left. */
  Uni<Boolean> clear(SqlClient client, int limit) {
    return client
        .preparedQuery(
            "with ended as ("
                + CLEARED_NEXT
                + """
                ),
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
}
