package id.loket.ticket.inventory;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What is forgotten of stock once its time is over, in PostgreSQL: some rows at a time. */
@Singleton
class StockHistoryStore {
  static final String FILES =
      """
      select id, object_key, errors_key from inventory_import
      where status in ('DONE', 'FAILED', 'DUPLICATE') and not to_tell and cleared_at is not null
        and created_at < now() - $1 * interval '1 second'
      order by created_at, id limit $2
      """;

  static final String MOVEMENTS =
      """
      select m.stock_id, m.id from stock_movement m
      where m.at < now() - $1 * interval '1 second'
        and (m.kind <> 'RESERVED' or exists (
          select 1 from stock_movement e where e.order_id = m.order_id and e.stock_id = m.stock_id
            and e.kind in ('RELEASED', 'SHIPPED')))
      limit $2
      """;

  static final String FALLS =
      """
      select id from stock_fall where told_at is not null and at < now() - $1 * interval '1 second'
      order by at limit $2
      """;

  /**
   * Sums movements up, and forgets them: what they made stays in what the item opened with (I10).
   * One an order has not ended stays.
   */
  static final String SUM_UP_MOVEMENTS =
      """
      with old as materialized (%s),
      gone as (
        delete from stock_movement m using old
        where m.stock_id = old.stock_id and m.id = old.id
        returning m.stock_id, m.on_hand, m.reserved),
      summed as (
        insert into stock_opening as o (stock_id, on_hand, reserved)
        select stock_id, sum(on_hand)::bigint, sum(reserved)::bigint from gone
        group by stock_id order by stock_id
        on conflict (stock_id) do update set on_hand = o.on_hand + excluded.on_hand,
          reserved = o.reserved + excluded.reserved, until = now())
      select count(*) from gone
      """
          .formatted(MOVEMENTS);

  /** Forgets falls that were told; how often an item fell to zero stays known. */
  static final String FORGET_FALLS =
      """
      with old as materialized (%s),
      gone as (
        delete from stock_fall f using old where f.id = old.id
        returning f.store, f.item, f.after),
      summed as (
        insert into stock_opening as o (stock_id, falls)
        select s.id, count(*) from gone g join stock s on s.store = g.store and s.item = g.item
        where g.after = 0 group by s.id order by s.id
        on conflict (stock_id) do update set falls = o.falls + excluded.falls)
      select count(*) from gone
      """
          .formatted(FALLS);

  /** A file whose time is over, and where its objects lie. */
  record OldFile(UUID id, String key, String errorsKey) {}

  Uni<List<OldFile>> files(SqlClient client, Duration kept, int most) {
    return client
        .preparedQuery(FILES)
        .execute(Tuple.of(kept.toSeconds(), most))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new OldFile(
                            row.getUUID("id"),
                            row.getString("object_key"),
                            row.getString("errors_key"))));
  }

  /** Forgets a file with its errors; its objects are to be gone before. */
  Uni<Void> forget(SqlClient client, UUID id) {
    return client
        .preparedQuery(
            """
            with gone as (delete from inventory_import where id = $1 returning number)
            delete from inventory_error using gone where import_number = gone.number
            """)
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }
}
