package id.loket.ticket.alert;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Subscriptions and alerts in PostgreSQL. */
@Singleton
class AlertStore {
  /** A subscription as its links show it. */
  record Subscription(UUID id, String locale, boolean confirmed, boolean ended) {}

  /** An alert with whom it is for. */
  record Alert(
      UUID id,
      String kind,
      String items,
      long itemCount,
      String email,
      String locale,
      String token) {}

  Uni<Long> highestThreshold(SqlClient client) {
    return client
        .preparedQuery(
            """
            select coalesce(max(threshold), 0) from stock_subscription
            where confirmed_at is not null and ended_at is null
            """)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * Writes a subscription, or finds the one there is.
   *
   * @return its id; empty when it is confirmed, so that there is nothing to confirm
   */
  Uni<Optional<UUID>> subscribe(
      SqlClient transaction, UUID id, Subscribe wanted, String locale, String token) {
    return transaction
        .preparedQuery(
            """
            insert into stock_subscription as s (id, email, locale, store, item, threshold, token)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (lower(email), store, item) where ended_at is null do update
            set threshold = case when s.confirmed_at is null then excluded.threshold else s.threshold end
            returning id, confirmed_at
            """)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(wanted.email().strip())
                .addString(locale)
                .addString(wanted.store())
                .addString(wanted.item())
                .addLong(wanted.threshold() == null ? 0L : wanted.threshold())
                .addString(token))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                row.getOffsetDateTime("confirmed_at") == null
                    ? Optional.of(row.getUUID("id"))
                    : Optional.empty());
  }

  /** Asks for a mail to confirm an address, unless there were enough of them in a day. */
  Uni<Boolean> requestConfirmation(
      SqlClient transaction, UUID alertId, UUID subscriptionId, int mostPerDay) {
    return transaction
        .preparedQuery(
            """
            insert into stock_alert (id, subscription_id, kind)
            select $1, $2, 'CONFIRMATION'
            where (
              select count(*) from stock_alert a join stock_subscription s on s.id = a.subscription_id
              where a.kind = 'CONFIRMATION' and a.created_at > now() - interval '1 day'
                and lower(s.email) = (
                  select lower(email) from stock_subscription where id = $2)) < $3
            """)
        .execute(Tuple.of(alertId, subscriptionId, mostPerDay))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Optional<Subscription>> find(SqlClient client, String token) {
    return client
        .preparedQuery("select * from stock_subscription where token = $1")
        .execute(Tuple.of(token))
        .map(rows -> Rows.first(rows, AlertStore::subscription));
  }

  Uni<Optional<Subscription>> confirm(SqlClient client, String token) {
    return client
        .preparedQuery(
            """
            update stock_subscription set confirmed_at = coalesce(confirmed_at, now())
            where token = $1 and ended_at is null returning *
            """)
        .execute(Tuple.of(token))
        .map(rows -> Rows.first(rows, AlertStore::subscription));
  }

  /** Ends a subscription; its address is forgotten. */
  Uni<Optional<Subscription>> end(SqlClient client, String token) {
    return client
        .preparedQuery(
            """
            update stock_subscription set ended_at = coalesce(ended_at, now()), email = ''
            where token = $1 returning *
            """)
        .execute(Tuple.of(token))
        .map(rows -> Rows.first(rows, AlertStore::subscription));
  }

  /** An alert whose subscriber still wants it. */
  Uni<Optional<Alert>> alert(SqlClient client, UUID id) {
    return client
        .preparedQuery(
            """
            select a.id, a.kind, a.items, a.item_count, s.email, s.locale, s.token
            from stock_alert a join stock_subscription s on s.id = a.subscription_id
            where a.id = $1 and s.ended_at is null
            """)
        .execute(Tuple.of(id))
        .map(
            rows ->
                Rows.first(
                    rows,
                    row ->
                        new Alert(
                            row.getUUID("id"),
                            row.getString("kind"),
                            row.getString("items"),
                            row.getLong("item_count"),
                            row.getString("email"),
                            row.getString("locale"),
                            row.getString("token"))));
  }

  private static Subscription subscription(Row row) {
    return new Subscription(
        row.getUUID("id"),
        row.getString("locale"),
        row.getOffsetDateTime("confirmed_at") != null,
        row.getOffsetDateTime("ended_at") != null);
  }
}
