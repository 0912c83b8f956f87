package id.loket.report.notice;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import id.loket.report.report.Channel;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notices in PostgreSQL. */
@Singleton
class NoticeStore {
  private static final String COLUMNS =
      """
      id, report_id, kind, user_id, channel, subscription_id, locale, data, status, attempts,
      created_at, sent_at, failure, traceparent
      """;

  /** One row per person and channel; one per browser where browsers are told. */
  private static final String INSERT =
      """
      insert into notice (id, event_id, report_id, kind, user_id, channel, subscription_id, locale,
        data, traceparent)
      select gen_random_uuid(), $1, $2, $3, told.user_id, channel, browser.id, told.locale, $4, $5
      from (
        select reporter_id as user_id, locale, channels, contact_mail, contact_phone
        from report where id = $2
        union all
        select voter_id, locale, channels, null, null from vote where report_id = $2) as told
      cross join lateral unnest(told.channels) as channel
      left join push_subscription browser on channel = 'WEB_PUSH' and browser.user_id = told.user_id
      where case channel
        when 'MAIL' then told.user_id is not null or told.contact_mail is not null
        when 'SMS' then told.user_id is not null or told.contact_phone is not null
        when 'PUSH' then told.user_id is not null
        else browser.id is not null end
      on conflict do nothing
      """;

  private final Pool pool;
  private final TolerantJson json;

  NoticeStore(Pool pool, TolerantJson json) {
    this.pool = pool;
    this.json = json;
  }

  /** Writes what all who want to hear of a report are told. */
  Uni<Integer> insert(
      SqlClient transaction, UUID eventId, UUID reportId, NoticeKind kind, Notice.Facts facts) {
    return transaction
        .preparedQuery(INSERT)
        .execute(Tuple.of(eventId, reportId, kind.name(), json.write(facts), TraceParent.current()))
        .map(RowSet::rowCount);
  }

  /** Notices that are due; they are the caller's to send for the lease's length. */
  Uni<List<Notice>> takeDue(Duration lease, int count) {
    return pool.preparedQuery(
            """
            update notice set next_attempt_at = now() + $1 * interval '1 millisecond',
              attempts = attempts + 1
            where id in (
              select id from notice where status = 'PENDING' and next_attempt_at <= now()
              order by next_attempt_at limit $2 for update skip locked)
            returning\s"""
                + COLUMNS)
        .execute(Tuple.of(lease.toMillis(), count))
        .map(this::all);
  }

  Uni<Void> sent(UUID id) {
    return pool.preparedQuery(
            "update notice set status = 'SENT', sent_at = now(), failure = null where id = $1")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  Uni<Void> failed(UUID id, String why) {
    return pool.preparedQuery(
            "update notice set status = 'FAILED', failure = left($2, 200) where id = $1")
        .execute(Tuple.of(id, why))
        .replaceWithVoid();
  }

  Uni<Void> postpone(UUID id, Duration wait, String why) {
    return pool.preparedQuery(
            """
            update notice set next_attempt_at = now() + $2 * interval '1 millisecond',
              failure = left($3, 200)
            where id = $1 and status = 'PENDING'
            """)
        .execute(Tuple.of(id, wait.toMillis(), why))
        .replaceWithVoid();
  }

  /** A user's notices, newest first. */
  Uni<List<Notice>> list(UUID userId, Optional<Cursor> after, int count) {
    return pool.preparedQuery(
            "select "
                + COLUMNS
                + """
                from notice
                where user_id = $1
                  and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
                order by created_at desc, id desc limit $4
                """)
        .execute(
            Tuple.of(
                userId,
                after.map(cursor -> utc(cursor.at())).orElse(null),
                after.map(Cursor::id).orElse(null),
                count))
        .map(this::all);
  }

  private List<Notice> all(RowSet<Row> rows) {
    return Rows.list(rows, this::read);
  }

  private Notice read(Row row) {
    return new Notice(
        row.getUUID("id"),
        row.getUUID("report_id"),
        NoticeKind.valueOf(row.getString("kind")),
        row.getUUID("user_id"),
        Channel.valueOf(row.getString("channel")),
        row.getUUID("subscription_id"),
        Language.ofTag(row.getString("locale")),
        json.read(row.getString("data"), Notice.Facts.class),
        NoticeStatus.valueOf(row.getString("status")),
        row.getInteger("attempts"),
        instant(row, "created_at"),
        instant(row, "sent_at"),
        row.getString("failure"),
        row.getString(TraceParent.NAME));
  }
}
