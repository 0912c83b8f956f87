package id.loket.report.notice;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.postgres.Rows;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Writes down whom a change of a report is told to, in PostgreSQL. */
@Singleton
class FanOutStore {
  /** Before every id there is. */
  static final UUID FIRST = new UUID(0, 0);

  /** One row per person and channel; one per browser where browsers are told. */
  private static final String COLUMNS =
      """
      insert into notice (id, event_id, report_id, kind, data, event_at, traceparent, relation,
        user_id, contact_report, locale, channel, subscription_id)
      select gen_random_uuid(), $1, $2, $3, $4, $5, $6, told.relation, told.user_id,
        told.contact_report, told.locale, channel, browser.id
      """;

  private static final String CHANNELS =
      """
      cross join lateral unnest(told.channels) as channel
      left join push_subscription browser on channel = 'WEB_PUSH' and browser.user_id = told.user_id
      where case channel
        when 'MAIL' then told.user_id is not null or told.contact_mail is not null
        when 'SMS' then told.user_id is not null or told.contact_phone is not null
        when 'PUSH' then told.user_id is not null
        else browser.id is not null end
      on conflict do nothing
      """;

  /**
   * Who made it, and who made those that were merged into it and left only a contact: they have no
   * vote to be told by. What was made private is none of others' business any more.
   */
  private static final String REPORTERS =
      """
      with recursive same as (
        select id from report where id = $2
        union
        select merged.id from report merged join same on merged.duplicate_of = same.id
        where merged.deleted_at is null)
      """
          + COLUMNS
          + """
          from (
            select 'REPORTER' as relation, reporter_id as user_id, null::uuid as contact_report,
              locale, channels, contact_mail, contact_phone
            from report where id = $2
              -- whoever left only a contact was answered when they reported: the address may be a stranger's
              and (reporter_id is not null or $3 <> 'RECEIVED')
            union all
            select 'VOTER', null, merged.id, merged.locale, merged.channels, merged.contact_mail,
              merged.contact_phone
            from report merged join same on merged.id = same.id
            where merged.id <> $2 and merged.reporter_id is null and $3 <> 'ASKED'
              and exists (select from report where id = $2 and visibility = 'PUBLIC')) as told
          """
          + CHANNELS;

  /** Those who voted, by their ids, so that what comes next is known without a list. */
  private static final String VOTERS =
      """
      with batch as materialized (
        select voter_id, vote.locale, vote.channels from vote join report on report.id = report_id
        where report_id = $2 and report.visibility = 'PUBLIC' and $3 <> 'ASKED' and voter_id > $7
        order by voter_id limit $8),
      written as (
      """
          + COLUMNS
          + """
          from (
            select 'VOTER' as relation, voter_id as user_id, null::uuid as contact_report, locale,
              channels, null::text as contact_mail, null::text as contact_phone
            from batch) as told
          """
          + CHANNELS
          + """
          returning 1)
          select (select count(*) from written)::int as written, (select count(*) from batch) as voters,
            (select voter_id from batch order by voter_id desc limit 1) as last
          """;

  /**
   * What is told.
   *
   * @param facts as JSON
   */
  record Told(
      UUID eventId,
      UUID reportId,
      NoticeKind kind,
      String facts,
      java.time.Instant at,
      String traceparent) {}

  /**
   * How far it was written down.
   *
   * @param written notices
   * @param last the voter after whom to go on; empty when all are told
   */
  record Batch(int written, Optional<UUID> last) {}

  /** A change that voters are still to be told of. */
  record Rest(Told told, UUID after) {}

  /** Writes what those are told who reported it; answers how many notices that are. */
  Uni<Integer> toReporters(SqlClient transaction, Told told) {
    return transaction.preparedQuery(REPORTERS).execute(values(told)).map(RowSet::rowCount);
  }

  /** Writes what the next voters are told. */
  Uni<Batch> toVoters(SqlClient transaction, Told told, UUID after, int count) {
    return transaction
        .preparedQuery(VOTERS)
        .execute(values(told).addUUID(after).addInteger(count))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Batch(
                    row.getInteger("written"),
                    Optional.ofNullable(row.getUUID("last"))
                        .filter(last -> row.getLong("voters") == count)));
  }

  /** Keeps where to go on, or that all are told. */
  Uni<Void> goOn(SqlClient transaction, Told told, Optional<UUID> after) {
    return after
        .map(
            last ->
                transaction
                    .preparedQuery(
                        """
                        insert into notice_fan_out
                          (event_id, report_id, kind, data, event_at, traceparent, after_voter)
                        values ($1, $2, $3, $4, $5, $6, $7)
                        on conflict (event_id) do update set after_voter = excluded.after_voter
                        """)
                    .execute(values(told).addUUID(last)))
        .orElseGet(
            () ->
                transaction
                    .preparedQuery("delete from notice_fan_out where event_id = $1")
                    .execute(Tuple.of(told.eventId())))
        .replaceWithVoid();
  }

  /** The next of them, locked until the transaction ends. */
  Uni<Optional<Rest>> next(SqlClient transaction) {
    return transaction
        .query(
            """
            select event_id, report_id, kind, data, event_at, traceparent, after_voter
            from notice_fan_out where next_attempt_at <= now()
            order by next_attempt_at limit 1 for update skip locked
            """)
        .execute()
        .map(rows -> Rows.first(rows, FanOutStore::read));
  }

  /** Lets one wait, that others may go on. */
  Uni<Void> postpone(SqlClient client, UUID eventId, Duration wait) {
    return client
        .preparedQuery(
            """
            update notice_fan_out set next_attempt_at = now() + $2 * interval '1 millisecond'
            where event_id = $1
            """)
        .execute(Tuple.of(eventId, wait.toMillis()))
        .replaceWithVoid();
  }

  private static Tuple values(Told told) {
    return Tuple.tuple()
        .addUUID(told.eventId())
        .addUUID(told.reportId())
        .addString(told.kind().name())
        .addString(told.facts())
        .addOffsetDateTime(utc(told.at()))
        .addString(told.traceparent());
  }

  private static Rest read(Row row) {
    return new Rest(
        new Told(
            row.getUUID("event_id"),
            row.getUUID("report_id"),
            NoticeKind.valueOf(row.getString("kind")),
            row.getString("data"),
            instant(row, "event_at"),
            row.getString(TraceParent.NAME)),
        row.getUUID("after_voter"));
  }
}
