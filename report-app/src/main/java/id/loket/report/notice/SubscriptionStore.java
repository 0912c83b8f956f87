package id.loket.report.notice;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Browsers' subscriptions in PostgreSQL. */
@Singleton
class SubscriptionStore {
  private static final String COLUMNS = "id, user_id, endpoint, p256dh, auth, created_at";

  private final Pool pool;

  SubscriptionStore(Pool pool) {
    this.pool = pool;
  }

  /**
   * Keeps a subscription; a browser that comes again, or with another user, has one still.
   *
   * @return empty for one of somebody else whose keys the caller does not have: whoever only heard
   *     of an endpoint does not get its notices away
   */
  Uni<Optional<Subscription>> put(UUID id, UUID userId, Subscription.Subscribe wanted) {
    return pool.preparedQuery(
            """
            insert into push_subscription (id, user_id, endpoint, p256dh, auth)
            values ($1, $2, $3, $4, $5)
            on conflict (endpoint) do update set user_id = excluded.user_id,
              p256dh = excluded.p256dh, auth = excluded.auth
            where push_subscription.user_id = excluded.user_id
              or (push_subscription.p256dh = excluded.p256dh
                and push_subscription.auth = excluded.auth)
            returning\s"""
                + COLUMNS)
        .execute(
            Tuple.of(id, userId, wanted.endpoint(), wanted.keys().p256dh(), wanted.keys().auth()))
        .map(SubscriptionStore::first);
  }

  Uni<List<Subscription>> list(UUID userId) {
    return pool.preparedQuery(
            "select "
                + COLUMNS
                + " from push_subscription where user_id = $1 order by created_at, id limit 100")
        .execute(Tuple.of(userId))
        .map(rows -> Rows.list(rows, SubscriptionStore::read));
  }

  Uni<Optional<Subscription>> find(UUID id) {
    return pool.preparedQuery("select " + COLUMNS + " from push_subscription where id = $1")
        .execute(Tuple.of(id))
        .map(SubscriptionStore::first);
  }

  Uni<Boolean> delete(UUID id, UUID userId) {
    return pool.preparedQuery("delete from push_subscription where id = $1 and user_id = $2")
        .execute(Tuple.of(id, userId))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Optional<Subscription> first(RowSet<Row> rows) {
    return Rows.first(rows, SubscriptionStore::read);
  }

  private static Subscription read(Row row) {
    return new Subscription(
        row.getUUID("id"),
        row.getUUID("user_id"),
        row.getString("endpoint"),
        row.getString("p256dh"),
        row.getString("auth"),
        instant(row, "created_at"));
  }
}
