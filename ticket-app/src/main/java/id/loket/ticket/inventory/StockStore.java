package id.loket.ticket.inventory;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.money.Money;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Stock in PostgreSQL. Whatever changes several items locks them in the order of store and item, so
 * that no two changes wait for each other in a circle.
 */
@Singleton
class StockStore {
  /** One file changes stock at a time; orders go on meanwhile. */
  private static final long LOADING = 0x10ad_57_0c_4bL;

  /**
   * Writes rows of a file into stock and tells of falls: of all to zero as events, and of those
   * that somebody with a higher threshold wants to know. Rows whose stock would fall below nothing
   * (I10) are left out and named in the errors. Rows are taken by a range of lines: of rows that
   * were just written PostgreSQL knows nothing yet, and would sort all that are left for each part.
   */
  private static final String LOAD =
      """
      with first as materialized (
        select min(line) as line from inventory_row where import_number = $1 and line > $2),
      chunk as materialized (
        select store, item, count, line from inventory_row
        where import_number = $1 and line >= (select line from first)
          and line < (select line from first) + $3::bigint),
      sorted as materialized (select * from chunk order by store, item),
      locked as materialized (
        select s.* from sorted c cross join lateral (
          select s.store, s.item, s.count from stock s
          where s.store = c.store and s.item = c.item for update) s
        where $4::boolean),
      judged as materialized (
        select c.store, c.item, c.line,
          case when $4::boolean then coalesce(l.count, 0) + c.count else c.count end as next
        from sorted c left join locked l using (store, item)),
      loaded as (
        insert into stock as s (store, item, count, falls)
        select store, item, next, case when next = 0 then 1 else 0 end
        from judged where next between 0 and $5::bigint order by store, item
        on conflict (store, item) do update
        set count = excluded.count, updated_at = now(),
          falls = s.falls + case when excluded.count = 0 and s.count > 0 then 1 else 0 end
        where s.count <> excluded.count
        returning s.store, s.item, old.count as before, new.count as after),
      fallen as (
        insert into stock_fall (id, store, item, before, after, import_id)
        select uuidv7(), store, item, before, after, $6::uuid from loaded
        where after <= $7::bigint and (before is null or before > after)
        returning id, store, item, before, after, at),
      told as (
        insert into outbox (id, type, subject, time, data, traceparent)
        select id, 'stock.depleted', store || '/' || item, at,
          json_build_object('id', id, 'store', store, 'item', item, 'before', before, 'count', after,
            'importId', $6::uuid,
            'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, $8::text
        from fallen where after = 0),
      refused as (
        insert into inventory_error (import_number, line, field, reason, detail)
        select $1, line, 'count', case when next < 0 then 'BELOW_ZERO' else 'COUNT_TOO_LARGE' end, null
        from judged where next < 0 or next > $5::bigint
        order by line limit $9::bigint
        returning 1)
      select (select count(*) from chunk) as taken,
        (select count(*) from judged where next between 0 and $5::bigint) as loaded,
        (select count(*) from judged where next < 0 or next > $5::bigint) as refused,
        (select count(*) from fallen where after = 0) as depleted,
        (select max(line) from chunk) as last_line
      """;

  /** Takes all items or none; the locks are held until the caller's transaction ends. */
  private static final String TAKE =
      """
      with wanted as (
        select * from unnest($1::text[], $2::text[], $3::bigint[]) as w (store, item, quantity)),
      locked as materialized (
        select s.store, s.item, s.count, s.price_amount, s.price_currency, w.quantity
        from stock s join wanted w on s.store = w.store collate "C" and s.item = w.item collate "C"
        order by s.store, s.item for update of s),
      taken as (
        update stock s set count = l.count - l.quantity, updated_at = now(),
          falls = s.falls + case when l.count = l.quantity then 1 else 0 end
        from locked l
        where s.store = l.store and s.item = l.item
          and (select count(*) from locked) = (select count(*) from wanted)
          and (select bool_and(count >= quantity) from locked)
        returning s.store)
      select l.*, exists (select 1 from taken) as taken from locked l
      """;

  private static final String GIVE_BACK =
      """
      with back as (
        select * from unnest($1::text[], $2::text[], $3::bigint[]) as w (store, item, quantity)),
      locked as materialized (
        select s.store, s.item, b.quantity
        from stock s join back b on s.store = b.store collate "C" and s.item = b.item collate "C"
        order by s.store, s.item for update of s)
      update stock s set count = s.count + l.quantity, updated_at = now()
      from locked l where s.store = l.store and s.item = l.item
      """;

  /**
   * What a part of a file did to stock.
   *
   * @param taken rows looked at; none behind the last
   * @param refused rows that would have made stock negative, or too large
   */
  record Loaded(long taken, long loaded, long refused, long depleted, long lastLine) {}

  /** An item that was asked for, with what there was of it before. */
  record Taken(String store, String item, long before, long quantity, Money price, boolean taken) {}

  /** Waits until no other file is changing stock. */
  Uni<Void> lockForLoading(SqlClient transaction) {
    return transaction
        .preparedQuery("select pg_advisory_xact_lock($1)")
        .execute(Tuple.of(LOADING))
        .replaceWithVoid();
  }

  /**
   * Loads the next rows of a file.
   *
   * @param lines how many lines they may span
   * @param watched the highest count somebody wants to be told of
   * @param errorsLeft how many more errors may be written down
   */
  Uni<Loaded> load(SqlClient transaction, Import file, long lines, long watched, long errorsLeft) {
    return transaction
        .preparedQuery(LOAD)
        .execute(
            Tuple.tuple()
                .addInteger(file.number())
                .addLong(file.loadedLine())
                .addLong(lines)
                .addBoolean(file.mode() == ImportMode.DELTA)
                .addLong(StockRow.MOST)
                .addUUID(file.id())
                .addLong(watched)
                .addString(file.traceparent())
                .addLong(Math.max(0, errorsLeft)))
        .map(
            found -> {
              Row row = found.iterator().next();
              return new Loaded(
                  row.getLong("taken"),
                  row.getLong("loaded"),
                  row.getLong("refused"),
                  row.getLong("depleted"),
                  row.getLong("last_line") == null ? file.loadedLine() : row.getLong("last_line"));
            });
  }

  /** How many rows of a file would make stock negative now. */
  Uni<Long> wouldBeRefused(SqlClient client, Import file) {
    return client
        .preparedQuery(
            """
            select count(*) from inventory_row r left join stock s using (store, item)
            where r.import_number = $1 and $2::boolean and coalesce(s.count, 0) + r.count not between 0 and $3
            """)
        .execute(Tuple.of(file.number(), file.mode() == ImportMode.DELTA, StockRow.MOST))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Takes items out of stock, all or none; empty lists what is not known by leaving it out. */
  Uni<List<Taken>> take(SqlClient transaction, List<Quantity> wanted) {
    return transaction
        .preparedQuery(TAKE)
        .execute(arrays(wanted))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Taken(
                            row.getString("store"),
                            row.getString("item"),
                            row.getLong("count"),
                            row.getLong("quantity"),
                            new Money(row.getLong("price_amount"), row.getString("price_currency")),
                            row.getBoolean("taken"))));
  }

  Uni<Void> giveBack(SqlClient transaction, List<Quantity> items) {
    return transaction.preparedQuery(GIVE_BACK).execute(arrays(items)).replaceWithVoid();
  }

  private static Tuple arrays(List<Quantity> items) {
    return Tuple.of(
        items.stream().map(Quantity::store).toArray(String[]::new),
        items.stream().map(Quantity::item).toArray(String[]::new),
        items.stream().map(Quantity::quantity).toArray(Long[]::new));
  }

  Uni<Void> insertFall(SqlClient transaction, ItemFall fall, UUID orderId) {
    return transaction
        .preparedQuery(
            """
            insert into stock_fall (id, store, item, before, after, order_id)
            values ($1, $2, $3, $4, $5, $6)
            """)
        .execute(
            Tuple.of(fall.id(), fall.store(), fall.item(), fall.before(), fall.after(), orderId))
        .replaceWithVoid();
  }

  Uni<Optional<StockItem>> setPrice(SqlClient client, String store, String item, Money price) {
    return client
        .preparedQuery(
            """
            update stock set price_amount = $3, price_currency = $4, updated_at = now()
            where store = $1 and item = $2 returning *
            """)
        .execute(Tuple.of(store, item, price.amount(), price.currency()))
        .map(rows -> Rows.first(rows, StockStore::read));
  }

  /** Items in the order of store and item, behind a given one; null leaves a filter out. */
  Uni<List<StockItem>> list(
      SqlClient client,
      String store,
      String item,
      String behindStore,
      String behindItem,
      int limit) {
    return client
        .preparedQuery(
            """
            select * from stock
            where ($1::text is null or store = $1 collate "C")
              and ($2::text is null or item = $2 collate "C")
              and ($3::text is null or (store, item) > ($3 collate "C", $4 collate "C"))
            order by store, item limit $5
            """)
        .execute(Tuple.of(store, item, behindStore, behindItem, limit))
        .map(rows -> Rows.list(rows, StockStore::read));
  }

  private static StockItem read(Row row) {
    return new StockItem(
        row.getString("store"),
        row.getString("item"),
        row.getLong("count"),
        new Money(row.getLong("price_amount"), row.getString("price_currency")),
        instant(row, "updated_at"));
  }
}
