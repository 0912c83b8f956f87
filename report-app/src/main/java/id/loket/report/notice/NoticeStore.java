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
      id, report_id, kind, coalesce(relation, case when user_id is null or user_id =
        (select reporter_id from report where report.id = notice.report_id)
        then 'REPORTER' else 'VOTER' end) as relation, user_id, channel, subscription_id, locale,
      data, status, attempts, contact_report, created_at, sent_at, failure, traceparent
      """;

  /**
   * Due, and the first of what one person is to be told of one report through one channel: what
   * came after it waits until it is sent or given up, so that nobody reads "repaired" before
   * "received". Also before what has not even been written down yet: each change is told of in an
   * event with the change's id, and another replica may still have an earlier one, or still write
   * down whom of many to tell. Nobody waits for long for an event that may never come.
   */
  static final String DUE =
      """
      select id from notice
      where status = 'PENDING' and next_attempt_at <= now() and not exists (
        select from notice earlier
        where earlier.status = 'PENDING' and earlier.report_id = notice.report_id
          and coalesce(earlier.user_id, earlier.contact_report, earlier.report_id)
            = coalesce(notice.user_id, notice.contact_report, notice.report_id)
          and earlier.channel = notice.channel
          and earlier.subscription_id is not distinct from notice.subscription_id
          and (earlier.event_at, earlier.id) < (notice.event_at, notice.id))
      and (relation = 'OFFICER' or not exists (
        select from report_change earlier
        where earlier.report_id = notice.report_id and earlier.at < notice.event_at
          and earlier.at > now() - interval '10 minutes'
          and earlier.kind in ('RECEIVED', 'STATUS', 'REOPENED', 'MERGED', 'ASKED')
          and not exists (
            select from inbox
            where consumer = 'report-app.notices' and event_id = earlier.id::text)))
      and not exists (
        select from notice_fan_out earlier
        where earlier.report_id = notice.report_id and earlier.event_at < notice.event_at)
      order by next_attempt_at limit $2 for update skip locked
      """;

  private final Pool pool;
  private final TolerantJson json;

  NoticeStore(Pool pool, TolerantJson json) {
    this.pool = pool;
    this.json = json;
  }

  /** Writes a mail to an officer, of that report or of several. */
  Uni<Void> insertForOfficer(
      SqlClient transaction, UUID eventId, UUID officer, UUID reportId, String facts) {
    return transaction
        .preparedQuery(
            """
            insert into notice (id, event_id, report_id, kind, relation, user_id, channel, locale, data)
            values (gen_random_uuid(), $1, $2, 'UNIT', 'OFFICER', $3, 'MAIL', 'id', $4)
            """)
        .execute(Tuple.of(eventId, reportId, officer, facts))
        .replaceWithVoid();
  }

  /** Notices that are due; they are the caller's to send for the lease's length. */
  Uni<List<Notice>> takeDue(Duration lease, int count) {
    return pool.preparedQuery(
            "update notice set next_attempt_at = now() + $1 * interval '1 millisecond',"
                + " attempts = attempts + 1 where id in ("
                + DUE
                + ") returning "
                + COLUMNS)
        .execute(Tuple.of(lease.toMillis(), count))
        .map(this::all);
  }

  /** Takes one's notice for another lease; false when another replica has taken it meanwhile. */
  Uni<Boolean> renew(Notice notice, Duration lease) {
    return settle(
            notice, "next_attempt_at = now() + $3 * interval '1 millisecond'", lease.toMillis())
        .map(rows -> rows == 1);
  }

  Uni<Void> sent(Notice notice) {
    return settle(notice, "status = 'SENT', sent_at = now(), failure = $3", null).replaceWithVoid();
  }

  Uni<Void> failed(Notice notice, String why) {
    return settle(notice, "status = 'FAILED', failure = left($3, 200)", why).replaceWithVoid();
  }

  Uni<Void> postpone(Notice notice, Duration wait, String why) {
    return pool.preparedQuery(
            """
            update notice set next_attempt_at = now() + $3 * interval '1 millisecond',
              failure = left($4, 200)
            where id = $1 and attempts = $2 and status = 'PENDING'
            """)
        .execute(Tuple.of(notice.id(), notice.attempts(), wait.toMillis(), why))
        .replaceWithVoid();
  }

  /**
   * What became of an attempt. Whoever lost the lease changes nothing: the attempt after theirs has
   * another number, and what is settled stays.
   */
  private Uni<Integer> settle(Notice notice, String outcome, Object value) {
    return pool.preparedQuery(
            "update notice set "
                + outcome
                + " where id = $1 and attempts = $2 and status = 'PENDING'")
        .execute(Tuple.of(notice.id(), notice.attempts(), value))
        .map(RowSet::rowCount);
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
        Relation.valueOf(row.getString("relation")),
        row.getUUID("user_id"),
        row.getUUID("contact_report"),
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
