package id.loket.ticket.inventory;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * How rows of files become stock, in PostgreSQL. Items are locked in the order of store and item,
 * so that no two changes wait for each other in a circle.
 */
@Singleton
class StockLoadStore {
  /** One file changes stock at a time; orders go on meanwhile. */
  static final long LOADING = 0x10ad_57_0c_4bL;

  /**
   * The next rows of a file. Rows are taken by a range of lines: of rows that were just written
   * PostgreSQL knows nothing yet, and would sort all that are left for each part.
   */
  private static final String CHUNK =
      """
      with first as materialized (
        select min(line) as line from inventory_row where import_number = $1 and line > $2),
      chunk as materialized (
        select store, item, count, line from inventory_row
        where import_number = $1 and line >= (select line from first)
          and line < (select line from first) + $3::bigint),
      """;

  /**
   * Makes stores nobody has the organiser's, and names those of the next rows that are somebody
   * else's.
   */
  private static final String CLAIM =
      CHUNK
          + """
          named as materialized (select distinct store as name from chunk),
          claimed as (
            insert into store (name, organiser_id) select name, $4::uuid from named order by name
            on conflict do nothing)
          select name from named join store using (name)
          where $4::uuid is not null and store.organiser_id is distinct from $4::uuid
          """;

  /**
   * Writes rows of a file into stock with the movements they are, and tells of falls of what can be
   * ordered: of all to zero as events, and of those somebody wants to know. Rows whose stock would
   * fall below nothing (I10), and those of somebody else's stores, are left out and named in the
   * errors; a count below what is reserved is loaded, and named too.
   */
  private static final String LOAD =
      CHUNK
          + """
          sorted as materialized (select * from chunk order by store, item),
          locked as materialized (
            select s.* from sorted c cross join lateral (
              select s.store, s.item, s.on_hand from stock s
              where s.store = c.store and s.item = c.item for update) s
            where $4::boolean),
          judged as materialized (
            select c.store, c.item, c.line, case
                when c.store = any ($10::text[]) then 'STORE_OF_OTHERS'
                when $4::boolean and coalesce(l.on_hand, 0) + c.count < 0 then 'BELOW_ZERO'
                when $4::boolean and coalesce(l.on_hand, 0) + c.count > $5::bigint
                  then 'COUNT_TOO_LARGE' end as objection,
              case when $4::boolean then coalesce(l.on_hand, 0) + c.count else c.count end as next
            from sorted c left join locked l using (store, item)),
          loaded as (
            insert into stock as s (store, item, on_hand, falls)
            select store, item, next, case when next = 0 then 1 else 0 end
            from judged where objection is null order by store, item
            on conflict (store, item) do update
            set on_hand = excluded.on_hand, updated_at = now(),
              falls = s.falls
                + case when excluded.on_hand <= s.reserved and s.on_hand > s.reserved then 1 else 0 end
            where s.on_hand <> excluded.on_hand or s.on_hand < s.reserved
            returning s.id, s.store, s.item, old.on_hand as held, new.on_hand as holds, new.reserved),
          moved as (
            insert into stock_movement (stock_id, kind, on_hand, reserved, import_number)
            select id, case when $4::boolean then 'CHANGED' else 'COUNTED' end,
              holds - coalesce(held, 0), 0, $1
            from loaded where holds <> coalesce(held, 0)),
          levels as materialized (
            select store, item, case when held is not null then greatest(held - reserved, 0) end as before,
              greatest(holds - reserved, 0) as after
            from loaded),
          fallen as (
            insert into stock_fall (id, store, item, before, after, import_id)
            select uuidv7(), store, item, before, after, $6::uuid from levels
            where (before is null or before > after)
              and (after = 0 or (after <= $7::bigint and stock_watched(store, item, before, after)))
            returning id, store, item, before, after, at),
          told as (
            insert into outbox (id, type, subject, time, data, traceparent)
            select id, 'stock.depleted', store || '/' || item, at,
              json_build_object('id', id, 'store', store, 'item', item, 'before', before, 'count', after,
                'importId', $6::uuid,
                'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, $8::text
            from fallen where after = 0),
          short as materialized (
            select j.line, l.holds, l.reserved from loaded l join judged j using (store, item)
            where l.holds < l.reserved),
          named as (
            insert into inventory_error (import_number, line, field, reason, detail)
            select $1, line, field, reason, detail from (
              select line, case objection when 'STORE_OF_OTHERS' then 'store' else 'count' end as field,
                objection as reason, null as detail
              from judged where objection is not null
              union all select line, 'count', 'BELOW_RESERVED', reserved::text from short) complaints
            order by line limit $9::bigint)
          select (select count(*) from chunk) as taken,
            (select count(*) from judged where objection is null) as loaded,
            (select count(*) from judged where objection is not null) as refused,
            (select count(*) from short) as short,
            (select count(*) from fallen where after = 0) as depleted,
            (select count(*) from fallen) as fallen,
            (select max(line) from chunk) as last_line
          """;

  /**
   * What a part of a file did to stock.
   *
   * @param taken rows looked at; none behind the last
   * @param refused rows that would have made stock negative, or too large, or are not the
   *     organiser's to load
   * @param shortOf items of which fewer were counted than are reserved
   * @param depleted falls to zero
   * @param fallen falls somebody is to be told of
   */
  record Loaded(
      long taken,
      long loaded,
      long refused,
      long shortOf,
      long depleted,
      long fallen,
      long lastLine) {

    /** Of a file that was only judged. */
    static Loaded nothing(Import file, long refused) {
      return new Loaded(0, 0, refused, 0, 0, 0, file.loadedLine());
    }
  }

  /** Whether no other file is changing stock; then none does until the transaction ends. */
  Uni<Boolean> lockForLoading(SqlClient transaction) {
    return transaction
        .preparedQuery("select pg_try_advisory_xact_lock($1)")
        .execute(Tuple.of(LOADING))
        .map(rows -> rows.iterator().next().getBoolean(0));
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
        .preparedQuery(CLAIM)
        .execute(Tuple.of(file.number(), file.loadedLine(), lines, file.organiserId()))
        .map(
            rows -> {
              List<String> others = new java.util.ArrayList<>();
              rows.forEach(row -> others.add(row.getString("name")));
              return others.toArray(String[]::new);
            })
        .chain(
            others ->
                transaction
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
                            .addLong(Math.max(0, errorsLeft))
                            .addArrayOfString(others)))
        .map(
            found -> {
              Row row = found.iterator().next();
              return new Loaded(
                  row.getLong("taken"),
                  row.getLong("loaded"),
                  row.getLong("refused"),
                  row.getLong("short"),
                  row.getLong("depleted"),
                  row.getLong("fallen"),
                  row.getLong("last_line") == null ? file.loadedLine() : row.getLong("last_line"));
            });
  }

  /** How many rows of a file would be refused now. */
  Uni<Long> wouldBeRefused(SqlClient client, Import file) {
    return client
        .preparedQuery(
            """
            select count(*) from inventory_row r
            left join stock s using (store, item) left join store o on o.name = r.store
            where r.import_number = $1 and (
              ($2::boolean and coalesce(s.on_hand, 0) + r.count not between 0 and $3)
              or ($4::uuid is not null and o.name is not null and o.organiser_id is distinct from $4::uuid))
            """)
        .execute(
            Tuple.of(
                file.number(), file.mode() == ImportMode.DELTA, StockRow.MOST, file.organiserId()))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
