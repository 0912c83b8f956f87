package id.loket.report.person;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** What the tables of all features keep of a user. */
@Singleton
class PersonStore {
  private static final String ALL =
      """
      select json_build_object(
        'reports', (select coalesce(json_agg(json_build_object('id', id, 'note', note, 'lat', lat,
                      'lon', lon, 'address', address, 'anonymous', anonymous,
                      'contactName', contact_name, 'contactMail', contact_mail,
                      'contactPhone', contact_phone, 'answers', answers, 'status', status,
                      'createdAt', created_at) order by created_at), '[]')
                    from report where reporter_id = $1 and deleted_at is null),
        'votes', (select coalesce(json_agg(json_build_object('reportId', report_id,
                    'at', created_at)), '[]') from vote where voter_id = $1),
        'deeds', (select coalesce(json_agg(json_build_object('reportId', report_id, 'kind', kind,
                    'note', note, 'role', by_role, 'at', at) order by at), '[]')
                  from report_change where by_id = $1),
        'pictures', (select coalesce(json_agg(json_build_object('id', id, 'reportId', report_id,
                       'at', created_at)), '[]') from media where uploader_id = $1),
        'notices', (select coalesce(json_agg(json_build_object('reportId', report_id,
                      'kind', kind, 'channel', channel, 'sentAt', sent_at)), '[]')
                    from notice where user_id = $1),
        'browsers', (select coalesce(json_agg(json_build_object('endpoint', endpoint,
                       'since', created_at)), '[]') from push_subscription where user_id = $1),
        'unit', (select unit from officer where user_id = $1)
      )::text as data
      """;

  /** In this order: answers kept for repeats are found by the reports they are about. */
  private static final List<String> FORGET =
      List.of(
          """
          delete from idempotency_key
          where location in (select '/reports/' || id from report where reporter_id = $1)
          """,
          """
          update report set reporter_id = null, anonymous = true, contact_name = null,
            contact_mail = null, contact_phone = null, channels = '{}', version = version + 1
          where reporter_id = $1
          """,
          "update report set assignee_id = null, version = version + 1 where assignee_id = $1",
          "update media set uploader_id = null where uploader_id = $1",
          "delete from vote where voter_id = $1",
          "delete from notice where user_id = $1",
          "delete from unit_alert where user_id = $1",
          "delete from push_subscription where user_id = $1",
          "delete from officer where user_id = $1",
          "delete from phone_confirmation where owner = $1",
          "update store_owner set organiser_id = null where organiser_id = $1");

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
    return each(transaction, userId, FORGET.iterator());
  }

  private static Uni<Void> each(SqlClient transaction, UUID userId, Iterator<String> statements) {
    return statements.hasNext()
        ? transaction
            .preparedQuery(statements.next())
            .execute(Tuple.of(userId))
            .chain(() -> each(transaction, userId, statements))
        : Uni.createFrom().voidItem();
  }
}
