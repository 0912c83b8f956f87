package id.loket.client.delivery;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Deliveries in PostgreSQL. */
@Singleton
class DeliveryStore {
  private final Pool pool;
  private final TolerantJson json;

  DeliveryStore(Pool pool, TolerantJson json) {
    this.pool = pool;
    this.json = json;
  }

  /**
   * What was known before a fact.
   *
   * @param isNew whether the fact was not known yet
   * @param now the delivery with all that is known now; its status is to be found out
   */
  record Heard(Set<Fact> before, boolean isNew, Delivery now) {}

  /** Notes a fact; the row is locked until the transaction ends. */
  Uni<Heard> hear(SqlClient transaction, OrderMessage order, Fact fact) {
    return transaction
        .preparedQuery(
            """
            insert into delivery as d (order_id, user_id, items, %1$s, payment_url, pay_until,
              total_amount, total_currency)
            values ($1, $2, $3, now(), $4, $5, $6, $7)
            on conflict (order_id) do update
            set %1$s = coalesce(d.%1$s, now()), updated_at = now(),
              items = case when d.items = '[]' then excluded.items else d.items end,
              payment_url = coalesce(d.payment_url, excluded.payment_url),
              pay_until = coalesce(d.pay_until, excluded.pay_until),
              total_amount = coalesce(d.total_amount, excluded.total_amount),
              total_currency = coalesce(d.total_currency, excluded.total_currency)
            returning old.completed_at as completed_at, old.billed_at as billed_at,
              old.paid_at as paid_at, old.cancelled_at as cancelled_at, new.order_id, new.items,
              new.payment_url, new.pay_until, new.total_amount, new.total_currency, new.created_at,
              new.updated_at
            """
                .formatted(fact.column()))
        .execute(
            Tuple.of(order.order(), order.user(), json.write(order.itemsSoFar()))
                .addString(order.paymentUrl())
                .addOffsetDateTime(utc(order.expiresAt()))
                .addLong(order.amount() == null ? null : order.amount().amount())
                .addString(order.amount() == null ? null : order.amount().currency()))
        .map(rows -> rows.iterator().next())
        .map(
            row -> {
              Set<Fact> before = known(row);
              return new Heard(before, !before.contains(fact), read(row, null));
            });
  }

  /** A user's deliveries, newest first. */
  Uni<List<Delivery>> list(UUID userId, Optional<Cursor> cursor, int limit) {
    return pool.preparedQuery(
            """
            select * from delivery
            where user_id = $1 and completed_at is not null
              and ($2::timestamptz is null or (created_at, order_id) < ($2, $3::uuid))
            order by created_at desc, order_id desc limit $4
            """)
        .execute(
            Tuple.of(
                userId,
                cursor.map(each -> utc(each.at())).orElse(null),
                cursor.map(Cursor::id).orElse(null),
                limit))
        .map(rows -> Rows.list(rows, row -> read(row).whileItCanBePaid()));
  }

  private static Set<Fact> known(Row row) {
    Set<Fact> known = Fact.none();
    for (Fact fact : Fact.values()) {
      if (row.getOffsetDateTime(fact.column()) != null) {
        known.add(fact);
      }
    }
    return known;
  }

  private Delivery read(Row row) {
    return read(row, Fact.status(known(row)).orElseThrow());
  }

  private Delivery read(Row row, DeliveryStatus status) {
    Long total = row.getLong("total_amount");
    return new Delivery(
        row.getUUID("order_id"),
        status,
        List.of(json.read(row.getString("items"), Delivery.Item[].class)),
        total == null ? null : new Money(total, row.getString("total_currency")),
        row.getString("payment_url"),
        instant(row, "pay_until"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
