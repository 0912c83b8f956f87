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
 * Stock in PostgreSQL, with the movements that make it up (I10). Whatever changes several items
 * locks them in the order of store and item, so that no two changes wait for each other in a
 * circle.
 */
@Singleton
class StockStore {
  /** Reserves all items or none; the locks are held until the caller's transaction ends. */
  private static final String RESERVE =
      """
      with wanted as (
        select * from unnest($1::text[], $2::text[], $3::bigint[]) as w (store, item, quantity)),
      locked as materialized (
        select s.id, s.store, s.item, greatest(s.on_hand - s.reserved, 0) as available,
          s.price_amount, s.price_currency, w.quantity
        from stock s join wanted w on s.store = w.store collate "C" and s.item = w.item collate "C"
        order by s.store, s.item for update of s),
      allowed as materialized (
        select count(*) = (select count(*) from wanted)
          and bool_and(available >= quantity and price_amount is not null) as yes
        from locked),
      reserved as (
        update stock s set reserved = s.reserved + l.quantity, updated_at = now(),
          falls = s.falls + case when l.available = l.quantity then 1 else 0 end
        from locked l
        where s.store = l.store and s.item = l.item and (select yes from allowed)),
      moved as (
        insert into stock_movement (stock_id, kind, on_hand, reserved, order_id)
        select id, 'RESERVED', 0, quantity, $4::uuid from locked where (select yes from allowed))
      select l.*, (select yes from allowed) as reserved,
        (select yes from allowed)
          and stock_watched(l.store, l.item, l.available, l.available - l.quantity) as watched
      from locked l
      """;

  /**
   * Ends what an order has reserved, once: given back, or left the shelf. A shelf that was counted
   * below what left it since is empty, not less.
   */
  private static final String END_RESERVATION =
      """
      with items as (
        select * from unnest($1::text[], $2::text[]) as i (store, item)),
      locked as materialized (
        select s.id, s.store, s.item, s.on_hand, r.reserved as quantity
        from stock s join items i on s.store = i.store collate "C" and s.item = i.item collate "C"
        join stock_movement r on r.order_id = $3 and r.stock_id = s.id and r.kind = 'RESERVED'
        order by s.store, s.item for update of s),
      ended as (
        insert into stock_movement (stock_id, kind, on_hand, reserved, order_id)
        select id, case when $4::boolean then 'SHIPPED' else 'RELEASED' end,
          case when $4::boolean then -least(quantity, on_hand) else 0 end, -quantity, $3
        from locked
        on conflict (order_id, stock_id) where kind in ('RELEASED', 'SHIPPED') do nothing
        returning stock_id, on_hand, reserved)
      update stock s set on_hand = s.on_hand + e.on_hand, reserved = s.reserved + e.reserved,
        updated_at = now()
      from locked l join ended e on e.stock_id = l.id
      where s.store = l.store and s.item = l.item
      """;

  /**
   * An item that was asked for, with what could be ordered of it before.
   *
   * @param price null for one that is not sold
   * @param watched whether somebody wants to be told of what is left
   */
  record Reserved(
      String store,
      String item,
      long before,
      long quantity,
      Money price,
      boolean reserved,
      boolean watched) {}

  /** Reserves items, all or none; leaves those out that are not known. */
  Uni<List<Reserved>> reserve(SqlClient transaction, UUID orderId, List<Quantity> wanted) {
    return transaction
        .preparedQuery(RESERVE)
        .execute(
            names(wanted)
                .addArrayOfLong(wanted.stream().map(Quantity::quantity).toArray(Long[]::new))
                .addUUID(orderId))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Reserved(
                            row.getString("store"),
                            row.getString("item"),
                            row.getLong("available"),
                            row.getLong("quantity"),
                            price(row),
                            row.getBoolean("reserved"),
                            row.getBoolean("watched"))));
  }

  /** What an order reserved can be ordered again; nothing happens to what has ended already. */
  Uni<Void> release(SqlClient transaction, UUID orderId, List<Quantity> items) {
    return endReservation(transaction, orderId, items, false);
  }

  /** What an order reserved has left the shelf; nothing happens to what has ended already. */
  Uni<Void> ship(SqlClient transaction, UUID orderId, List<Quantity> items) {
    return endReservation(transaction, orderId, items, true);
  }

  private static Uni<Void> endReservation(
      SqlClient transaction, UUID orderId, List<Quantity> items, boolean shipped) {
    return transaction
        .preparedQuery(END_RESERVATION)
        .execute(names(items).addUUID(orderId).addBoolean(shipped))
        .replaceWithVoid();
  }

  private static Tuple names(List<Quantity> items) {
    return Tuple.tuple()
        .addArrayOfString(items.stream().map(Quantity::store).toArray(String[]::new))
        .addArrayOfString(items.stream().map(Quantity::item).toArray(String[]::new));
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

  /**
   * An item as its movements know it.
   *
   * @param organiserId whose store it is in; null for nobody's
   */
  record Numbered(long number, UUID organiserId) {}

  Uni<Optional<Numbered>> numberOf(SqlClient client, String store, String item) {
    return client
        .preparedQuery(
            """
            select s.id, o.organiser_id from stock s left join store o on o.name = s.store
            where s.store = $1 collate "C" and s.item = $2 collate "C"
            """)
        .execute(Tuple.of(store, item))
        .map(
            rows ->
                Rows.first(
                    rows, row -> new Numbered(row.getLong("id"), row.getUUID("organiser_id"))));
  }

  /**
   * What changed an item's stock, newest first.
   *
   * @param before before which movement; null for the newest
   */
  Uni<List<Movement>> movements(SqlClient client, long number, Long before, int limit) {
    return client
        .preparedQuery(
            """
            select m.*, i.id as import_id from stock_movement m
            left join inventory_import i on i.number = m.import_number
            where m.stock_id = $1 and m.id < coalesce($2::bigint, 9223372036854775807)
            order by m.id desc limit $3
            """)
        .execute(Tuple.of(number, before, limit))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Movement(
                            row.getLong("id"),
                            row.getString("kind"),
                            row.getLong("on_hand"),
                            row.getLong("reserved"),
                            row.getUUID("import_id"),
                            row.getUUID("order_id"),
                            instant(row, "at"))));
  }

  /**
   * An item with its new price.
   *
   * @param before the price of before; null for what was not sold
   */
  record Priced(Money before, StockItem item) {}

  Uni<Priced> setPrice(SqlClient client, String store, String item, Money price) {
    return client
        .preparedQuery(
            """
            update stock set price_amount = $3, price_currency = $4, updated_at = now()
            where store = $1 and item = $2
            returning old.price_amount as before_amount, old.price_currency as before_currency, new.*
            """)
        .execute(Tuple.of(store, item, price.amount(), price.currency()))
        .map(rows -> priced(rows.iterator().next()));
  }

  /**
   * Items in the order of store and item, behind a given one. What is not asked for is left out of
   * the statement, so that each kind of question has a plan of its own.
   *
   * @param store null for all
   * @param item null for all
   */
  Uni<List<StockItem>> list(
      SqlClient client, String store, String item, StockSearch.Place behind, int limit) {
    return client
        .preparedQuery(listing(store != null, item != null, behind.store() != null))
        .execute(Tuple.of(store, item, behind.store(), behind.item(), limit))
        .map(rows -> Rows.list(rows, StockStore::read));
  }

  /**
   * The statement that lists stock, of a store or an item or both, or of all; from the beginning or
   * behind a place. An item of all stores is looked up in one store after the other: an index for
   * it alone would cost files a quarter of their speed.
   */
  static String listing(boolean ofStore, boolean ofItem, boolean behind) {
    String place =
        behind
            ? "(store, item) > ($3 collate \"C\", $4 collate \"C\")"
            : "$3::text is null and $4::text is null";
    return !ofStore && ofItem
        ? """
        select s.* from store o cross join lateral (
          select * from stock
          where store = o.name and item = $2 collate "C" and $1::text is null and %s limit 1) s
        where %s
        order by o.name limit $5
        """
            .formatted(place, behind ? "o.name >= $3 collate \"C\"" : "true")
        : """
        select * from stock where %s and %s and %s order by store, item limit $5
        """
            .formatted(
                ofStore ? "store = $1 collate \"C\"" : "$1::text is null",
                ofItem ? "item = $2 collate \"C\"" : "$2::text is null",
                place);
  }

  private static Priced priced(Row row) {
    Long before = row.getLong("before_amount");
    return new Priced(
        before == null ? null : new Money(before, row.getString("before_currency")), read(row));
  }

  private static StockItem read(Row row) {
    return new StockItem(
        row.getString("store"),
        row.getString("item"),
        row.getLong("available"),
        row.getLong("on_hand"),
        row.getLong("reserved"),
        row.getLong("available"),
        price(row),
        instant(row, "updated_at"));
  }

  private static Money price(Row row) {
    Long amount = row.getLong("price_amount");
    return amount == null ? null : new Money(amount, row.getString("price_currency"));
  }
}
