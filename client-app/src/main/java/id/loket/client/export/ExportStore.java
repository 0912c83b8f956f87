package id.loket.client.export;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * All this service keeps of a user, as JSON. What is secret is left out: it says nothing of them.
 */
@Singleton
class ExportStore {
  private static final String ALL =
      """
      select json_build_object(
        'account', (select json_build_object('id', id, 'name', name, 'email', email,
                      'phone', phone, 'locale', locale, 'roles', roles, 'verifiedAt', verified_at,
                      'createdAt', created_at, 'updatedAt', updated_at)
                    from app_user where id = $1 and deleted_at is null),
        'secondFactorSince', (select confirmed_at from second_factor where user_id = $1),
        'addressChanges', (select coalesce(json_agg(json_build_object('old', old_email,
                             'new', new_email, 'askedAt', created_at) order by created_at), '[]')
                           from email_change where user_id = $1),
        'sessions', (select coalesce(json_agg(json_build_object('id', id, 'startedAt', created_at,
                       'endedAt', ended_at, 'device', device) order by created_at), '[]')
                     from session where user_id = $1),
        'bookings', (select coalesce(json_agg(data::json order by created_at), '[]')
                     from booking where user_id = $1),
        'bookingChanges', (select coalesce(json_agg(json_build_object('bookingId', c.booking_id,
                             'status', c.status, 'reason', c.reason, 'at', c.at)
                             order by c.at), '[]')
                           from booking_change c join booking b on b.id = c.booking_id
                           where b.user_id = $1),
        'mails', (select coalesce(json_agg(json_build_object('kind', kind, 'bookingId', booking_id,
                    'status', status, 'askedAt', created_at, 'sentAt', sent_at)
                    order by created_at), '[]')
                  from mail where user_id = $1),
        'deliveries', (select coalesce(json_agg(json_build_object('orderId', order_id,
                         'items', items::json, 'pickedAt', completed_at, 'paidAt', paid_at,
                         'cancelledAt', cancelled_at) order by created_at), '[]')
                       from delivery where user_id = $1)
      )::text as data
      """;

  private final Pool pool;

  ExportStore(Pool pool) {
    this.pool = pool;
  }

  Uni<String> of(UUID userId) {
    return pool.preparedQuery(ALL)
        .execute(Tuple.of(userId))
        .map(rows -> rows.iterator().next().getString("data"));
  }
}
