package id.loket.ticket.order;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * How long it is kept who ordered (docs/retention.md); the order stays, for the books and for what
 * stock is made of.
 */
@Singleton
class OrderLife {
  @Produces
  @Singleton
  static RowLife users(OrderConfig config) {
    return new RowLife(
        "users in shop_order",
        config.usersKept(),
        """
        with gone as (
          update shop_order set user_id = '00000000-0000-0000-0000-000000000000', traceparent = null
          where id in (
            select id from shop_order
            where user_id <> '00000000-0000-0000-0000-000000000000' and status <> 'PLACED'
              and updated_at < now() - $1::bigint * interval '1 second'
            order by updated_at limit $2 for update skip locked)
          returning 1)
        select count(*) from gone
        """);
  }
}
