package id.loket.report.demand;

import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Demand in PostgreSQL. */
@Singleton
class DemandStore {
  /** What was ordered of an item on one day. */
  record Ordered(String store, String item, LocalDate day, long quantity) {}

  /** Notes an order as counted; false when it was heard of before. */
  Uni<Boolean> count(SqlClient transaction, UUID orderId) {
    return transaction
        .preparedQuery(
            """
            insert into demand_order (order_id, status) values ($1, 'COUNTED')
            on conflict do nothing
            """)
        .execute(Tuple.of(orderId))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Notes an order as off; true when it was counted until now. */
  Uni<Boolean> takeBack(SqlClient transaction, UUID orderId) {
    return transaction
        .preparedQuery(
            """
            insert into demand_order as d (order_id, status) values ($1, 'CANCELLED')
            on conflict (order_id) do update set status = 'CANCELLED', updated_at = now()
            returning old.status as before
            """)
        .execute(Tuple.of(orderId))
        .map(rows -> "COUNTED".equals(rows.iterator().next().getString("before")));
  }

  /**
   * Adds to what was ordered on a day; with sign -1 takes away. In the order of store and item, so
   * that no two orders wait for each other in a circle.
   */
  Uni<Void> add(SqlClient transaction, LocalDate day, List<PlacedOrder.Item> items, int sign) {
    return transaction
        .preparedQuery(
            """
            insert into item_demand as d (store, item, day, quantity)
            select store, item, $1::date, sum(quantity)::bigint
            from unnest($2::text[], $3::text[], $4::bigint[]) as o (store, item, quantity)
            group by store, item order by store, item
            on conflict (store, item, day) do update set quantity = d.quantity + excluded.quantity
            """)
        .execute(
            Tuple.of(
                day,
                items.stream().map(PlacedOrder.Item::store).toArray(String[]::new),
                items.stream().map(PlacedOrder.Item::item).toArray(String[]::new),
                items.stream().map(each -> sign * each.quantity()).toArray(Long[]::new)))
        .replaceWithVoid();
  }

  /** Notes whose stores are, unless a later order told. */
  Uni<Void> noteOwners(SqlClient transaction, List<PlacedOrder.Store> stores, Instant at) {
    return transaction
        .preparedQuery(
            """
            insert into store_owner as o (store, organiser_id, told_at)
            select distinct on (store) store, organiser_id, $3::timestamptz
            from unnest($1::text[], $2::uuid[]) as t (store, organiser_id)
            order by store
            on conflict (store) do update
            set organiser_id = excluded.organiser_id, told_at = excluded.told_at
            where o.told_at < excluded.told_at
            """)
        .execute(
            Tuple.of(
                stores.stream().map(PlacedOrder.Store::store).toArray(String[]::new),
                stores.stream().map(PlacedOrder.Store::organiserId).toArray(UUID[]::new),
                utc(at)))
        .replaceWithVoid();
  }

  Uni<Boolean> isOwner(SqlClient client, String store, UUID organiser) {
    return client
        .preparedQuery("select 1 from store_owner where store = $1 and organiser_id = $2")
        .execute(Tuple.of(store, organiser))
        .map(rows -> rows.size() == 1);
  }

  /** What was ordered since a day, of one store and maybe one item; in order. */
  Uni<List<Ordered>> since(
      SqlClient client, LocalDate day, String store, String item, int mostItems) {
    return client
        .preparedQuery(
            """
            select d.store, d.item, d.day, d.quantity from item_demand d
            where d.store = $1 and d.day >= $2 and d.item in (
              select item from item_demand
              where store = $1 and day >= $2 and ($3::text is null or item = $3)
              group by item order by sum(quantity) desc, item limit $4)
            order by d.store, d.item, d.day
            """)
        .execute(Tuple.of(store, day, item, mostItems))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Ordered(
                            row.getString("store"),
                            row.getString("item"),
                            row.getLocalDate("day"),
                            row.getLong("quantity"))));
  }
}
