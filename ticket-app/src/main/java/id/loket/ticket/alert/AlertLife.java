package id.loket.ticket.alert;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * How long alerts are kept that were mailed, subscriptions that ended, and those nobody confirmed
 * (docs/retention.md).
 */
@Singleton
class AlertLife {
  @Produces
  @Singleton
  static RowLife alerts(AlertConfig config) {
    return RowLife.of("stock_alert", "created_at", config.alertsKept());
  }

  @Produces
  @Singleton
  static RowLife subscriptions(AlertConfig config) {
    return new RowLife(
        "stock_subscription",
        config.subscriptionsKept(),
        """
        with over as materialized (
          select id from stock_subscription
          where (ended_at is not null or confirmed_at is null)
            and coalesce(ended_at, created_at) < now() - $1::bigint * interval '1 second'
          order by coalesce(ended_at, created_at) limit $2 for update),
        alerts as (delete from stock_alert a using over where a.subscription_id = over.id),
        gone as (delete from stock_subscription s using over where s.id = over.id returning 1)
        select count(*) from gone
        """);
  }
}
