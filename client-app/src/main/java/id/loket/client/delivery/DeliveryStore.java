package id.loket.client.delivery;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.json.TolerantJson;
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
   */
  record Heard(Set<Fact> before, boolean isNew) {}

  /** Notes a fact; the row is locked until the transaction ends. */
  Uni<Heard> hear(SqlClient transaction, OrderMessage order, Fact fact) {
    return transaction
        .preparedQuery(
            """
            insert into delivery as d (order_id, user_id, items, %1$s) values ($1, $2, $3, now())
            on conflict (order_id) do update
            set %1$s = coalesce(d.%1$s, now()), updated_at = now()
            returning old.completed_at as completed_at, old.paid_at as paid_at,
              old.cancelled_at as cancelled_at
            """
                .formatted(fact.column()))
        .execute(Tuple.of(order.order(), order.userId(), json.write(order.items())))
        .map(rows -> known(rows.iterator().next()))
        .map(before -> new Heard(before, !before.contains(fact)));
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
        .map(rows -> Rows.list(rows, this::read));
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
    return new Delivery(
        row.getUUID("order_id"),
        Fact.status(known(row)).orElseThrow(),
        List.of(json.read(row.getString("items"), Delivery.Item[].class)),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
