package id.loket.ticket.person;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What the tables of all features keep of a user. */
@Singleton
class PersonStore {
  private static final String ALL =
      """
      select json_build_object(
        'bookings', (select coalesce(json_agg(json_build_object('id', b.id, 'event', e.title,
                       'seat', s.label, 'holderName', b.holder_name, 'locale', b.locale,
                       'status', b.status, 'reason', b.reason, 'amount', b.price_amount,
                       'currency', b.price_currency, 'invoiceNumber', b.invoice_number,
                       'checkedInAt', b.checked_in_at, 'createdAt', b.created_at,
                       'updatedAt', b.updated_at) order by b.created_at), '[]')
                     from booking b join event e on e.id = b.event_id
                       join seat s on s.id = b.seat_id
                     where b.user_id = $1),
        'orders', (select coalesce(json_agg(json_build_object('id', o.id, 'locale', o.locale,
                     'status', o.status, 'reason', o.reason, 'amount', o.total_amount,
                     'currency', o.total_currency, 'invoiceNumber', o.invoice_number,
                     'createdAt', o.created_at, 'items', (select json_agg(json_build_object(
                       'store', i.store, 'item', i.item, 'quantity', i.quantity))
                       from order_item i where i.order_id = o.id))
                     order by o.created_at), '[]')
                   from shop_order o where o.user_id = $1)
      )::text as data
      """;

  private final Pool pool;

  PersonStore(Pool pool) {
    this.pool = pool;
  }

  Uni<String> dataOf(UUID userId) {
    return pool.preparedQuery(ALL)
        .execute(Tuple.of(userId))
        .map(rows -> rows.iterator().next().getString("data"));
  }

  Uni<Void> forget(SqlClient transaction, UUID userId) {
    return transaction
        .preparedQuery(
            "update booking set holder_name = null where user_id = $1 and holder_name is not null")
        .execute(Tuple.of(userId))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        """
                        update document set stored_at = null, next_attempt_at = now(), attempts = 0
                        where booking_id in (select id from booking where user_id = $1)
                          and stored_at is not null
                        """)
                    .execute(Tuple.of(userId)))
        .replaceWithVoid();
  }
}
