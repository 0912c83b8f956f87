package id.loket.ticket.alert;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Makes alerts of the falls that changes of stock write down, in PostgreSQL: a page of subscribers
 * at a time, with their events and the note of how far it got in one statement, so that each is
 * told once whatever crashes (I10), and none takes longer than its page.
 */
@Singleton
class FallStore {
  private static final String LIVE = "s.confirmed_at is not null and s.ended_at is null";
  private static final String CROSSED =
      "s.threshold >= f.after and s.threshold < coalesce(f.before, 9223372036854775807)";

  private static final String TELL =
      """
      told as (
        insert into outbox (id, type, subject, time, data)
        select uuidv7(), 'alert.requested', id::text, now(), json_build_object('alertId', id)::text
        from alerts)
      """;

  private static final String TELL_OF_ORDERS =
      """
      with fallen as materialized (
        select id, store, item, before, after, told_to from stock_fall
        where told_at is null and import_id is null
        order by at limit $1::int for update skip locked),
      hits as materialized (
        select f.id as fall_id, f.store, f.item, f.after, h.id as subscription_id
        from fallen f cross join lateral (
          select id from (
            select s.id from stock_subscription s
            where %1$s and s.store = f.store and s.item = f.item and %2$s
            union all
            select s.id from stock_subscription s
            where %1$s and s.store = f.store and s.item is null and %2$s
            union all
            select s.id from stock_subscription s
            where %1$s and s.store is null and s.item = f.item and %2$s
            union all
            select s.id from stock_subscription s
            where %1$s and s.store is null and s.item is null and %2$s) s
          where f.told_to is null or s.id > f.told_to
          order by id limit $2::int) h),
      alerts as (
        insert into stock_alert (id, subscription_id, kind, items, item_count, fall_id)
        select uuidv7(), subscription_id, 'ALERT',
          json_build_array(json_build_object('store', store, 'item', item, 'count', after))::text, 1,
          fall_id
        from hits on conflict do nothing returning id),
      %3$s,
      noted as (
        update stock_fall f set
          told_to = coalesce(
            (select h.subscription_id from hits h where h.fall_id = f.id
              order by h.subscription_id desc limit 1), f.told_to),
          told_at = case
            when (select count(*) from hits h where h.fall_id = f.id) < $2::int then now() end
        from fallen where f.id = fallen.id)
      select (select count(*) from fallen) as done, (select count(*) from alerts) as alerts
      """
          .formatted(LIVE, CROSSED, TELL);

  /**
   * Of a file: subscribers who ask for the same are looked up together, so that its falls are gone
   * through once for all of them.
   */
  private static final String TELL_OF_FILE =
      """
      with file as materialized (
        select id, told_to from inventory_import where id = $1::uuid and to_tell for update),
      page as materialized (
        select s.id, s.store, s.item, s.threshold,
          dense_rank() over (order by s.store, s.item, s.threshold) as wish
        from (
          select s.* from stock_subscription s, file
          where %1$s and (file.told_to is null or s.id > file.told_to)
          order by s.id limit $2::int) s),
      s as materialized (select distinct wish, store, item, threshold from page),
      f as materialized (
        select id, store, item, before, after from stock_fall
        where import_id = $1::uuid and told_at is null),
      matched as (
        select s.wish, f.* from s join f on s.store = f.store and s.item = f.item where %2$s
        union all
        select s.wish, f.* from s join f on s.store = f.store where s.item is null and %2$s
        union all
        select s.wish, f.* from s join f on s.item = f.item where s.store is null and %2$s
        union all
        select s.wish, f.* from s, f where s.store is null and s.item is null and %2$s),
      hits as materialized (
        select * from (
          select wish, id as fall_id, store, item, after,
            row_number() over (partition by wish order by store, item) as place,
            count(*) over (partition by wish) as hits
          from matched) m
        where place <= greatest($3::int, $4::int)),
      single as (
        insert into stock_alert (id, subscription_id, kind, items, item_count, fall_id)
        select uuidv7(), p.id, 'ALERT',
          json_build_array(
            json_build_object('store', h.store, 'item', h.item, 'count', h.after))::text, 1, h.fall_id
        from page p join hits h using (wish) where h.hits <= $3::int
        on conflict do nothing returning id),
      digest as (
        insert into stock_alert (id, subscription_id, kind, items, item_count, import_id)
        select uuidv7(), p.id, 'DIGEST', w.items, w.hits, $1::uuid
        from page p join (
          select wish, max(hits) as hits,
            (json_agg(json_build_object('store', store, 'item', item, 'count', after) order by place)
              filter (where place <= $4::int))::text as items
          from hits where hits > $3::int group by wish) w using (wish)
        on conflict do nothing returning id),
      alerts as (select id from single union all select id from digest),
      %3$s,
      last as materialized (select (select count(*) from page) < $2::int as yes),
      done as (
        update stock_fall set told_at = now()
        where import_id = $1::uuid and told_at is null and (select yes from last)
          and exists (select 1 from file)),
      noted as (
        update inventory_import set to_tell = not (select yes from last),
          told_to = coalesce((select id from page order by id desc limit 1), told_to)
        where id = (select id from file))
      select (select case when yes then 0 else 1 end from last)::bigint as done,
        (select count(*) from alerts) as alerts
      """
          .formatted(LIVE, CROSSED, TELL);

  /**
   * What came of telling.
   *
   * @param done how much was looked at: there may be more unless it is 0
   */
  record Told(long done, long alerts) {}

  /** Tells a page of subscribers of each of the oldest falls that orders caused. */
  Uni<Told> tellOfOrders(SqlClient client, int falls, int subscribers) {
    return client
        .preparedQuery(TELL_OF_ORDERS)
        .execute(Tuple.of(falls, subscribers))
        .map(rows -> told(rows.iterator().next()));
  }

  /** Tells the next page of subscribers of what fell with a file. */
  Uni<Told> tellOfFile(SqlClient client, UUID importId, int subscribers, AlertConfig config) {
    return client
        .preparedQuery(TELL_OF_FILE)
        .execute(Tuple.of(importId, subscribers, config.digestAbove(), config.itemsInDigest()))
        .map(rows -> told(rows.iterator().next()));
  }

  private static Told told(Row row) {
    return new Told(row.getLong("done"), row.getLong("alerts"));
  }

  /** Files that have ended and whose falls are not told yet. */
  Uni<List<UUID>> untoldFiles(SqlClient client, int most) {
    return client
        .preparedQuery(
            """
            select id from inventory_import
            where to_tell and status in ('DONE', 'FAILED', 'DUPLICATE')
            order by updated_at limit $1
            """)
        .execute(Tuple.of(most))
        .map(rows -> Rows.list(rows, row -> row.getUUID("id")));
  }
}
