package id.loket.staging.person;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What the tables of all features keep of a user, who is a collector here. */
@Singleton
class PersonStore {
  private static final String ALL =
      """
      select json_build_object(
        'collector', (select json_build_object('name', name, 'email', email,
                        'trailConsent', trail_consent, 'since', created_at,
                        'dismissedAt', dismissed_at)
                      from collector where id = $1),
        'devices', (select coalesce(json_agg(json_build_object('id', id, 'model', model,
                      'system', system, 'status', status, 'boundAt', bound_at,
                      'lastLoginAt', last_login_at, 'lastSyncAt', last_sync_at)), '[]')
                    from device where collector_id = $1),
        'batches', (select coalesce(json_agg(json_build_object('id', id, 'day', day,
                      'status', status, 'openedAt', opened_at, 'closedAt', closed_at)
                      order by opened_at), '[]')
                    from batch where collector_id = $1),
        'recorded', (select coalesce(json_agg(json_build_object('id', id, 'kind', kind,
                       'recordedAt', recorded_at, 'lat', lat, 'lon', lon)
                       order by recorded_at), '[]')
                     from item where collector_id = $1)
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

  /** How far is known who was deleted, locked until the transaction ends; null: nothing yet. */
  Uni<String> lockPlace(SqlClient transaction) {
    return transaction
        .preparedQuery("select place from deleted_until for update")
        .execute()
        .map(rows -> rows.iterator().next().getString("place"));
  }

  Uni<Void> place(SqlClient transaction, String place) {
    return transaction
        .preparedQuery("update deleted_until set place = $1")
        .execute(Tuple.of(place))
        .replaceWithVoid();
  }

  /**
   * Forgets who that was: visits and receipts stay, as book-keeping law asks for, under an id that
   * leads to nobody. Who is gone collects no more; assignments under the address are nobody's.
   */
  Uni<Void> forget(SqlClient transaction, UUID userId) {
    return transaction
        .preparedQuery(
            """
            delete from change where collector = (select email from collector where id = $1)
            """)
        .execute(Tuple.of(userId))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        """
                        update assignment a set collector = '#' || c.id
                        from collector c where c.id = $1 and a.collector = c.email
                        """)
                    .execute(Tuple.of(userId)))
        .chain(
            () ->
                transaction
                    .preparedQuery(
                        """
                        update collector set name = '', email = '#' || id, trail_consent = false,
                          dismissed_at = coalesce(dismissed_at, now()),
                          dismissed_by = coalesce(dismissed_by, 'client-app'),
                          dismissed_for = coalesce(dismissed_for, 'account deleted')
                        where id = $1
                        """)
                    .execute(Tuple.of(userId)))
        .replaceWithVoid();
  }
}
