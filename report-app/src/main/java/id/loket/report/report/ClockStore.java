package id.loket.report.report;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.id.Ids;
import id.loket.kit.postgres.Rows;
import id.loket.report.text.Bilingual;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Whose time is over or soon will be, and what units are to be told, in PostgreSQL. Each question
 * reads an index that holds only what is still to be done, however much is finished.
 */
@Singleton
class ClockStore {
  static final String LATE =
      """
      select id, due_at from report
      where due_at < $1 and (due_at, id) > ($3, $4) and deleted_at is null
        and sla_breached_at is null and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')
      order by due_at, id limit $2
      """;

  static final String SOON_LATE =
      """
      with soon as (
        select id from report
        where warn_at < $1 and warn_at is not null and deleted_at is null
          and sla_breached_at is null and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')
        order by warn_at limit $2 for update skip locked),
      warned as (
        update report set warn_at = null where id in (select id from soon)
        returning id, unit, assignee_id, source)
      insert into unit_alert (id, unit, user_id, report_id, kind)
      select gen_random_uuid(), unit, assignee_id, id, 'SOON_LATE' from warned
      where source <> 'SAMPLE'
      """;

  /** Open reports whose time is over and not yet noted to be, behind that one. */
  Uni<List<LateReport>> late(SqlClient client, Instant now, LateReport behind, int count) {
    return client
        .preparedQuery(LATE)
        .execute(Tuple.of(utc(now), count, utc(behind.dueAt()), behind.id()))
        .map(
            rows ->
                Rows.list(rows, row -> new LateReport(row.getUUID("id"), instant(row, "due_at"))));
  }

  /** Open reports of a unit, in the order they came in, behind that one. */
  Uni<List<OpenReport>> openOf(
      SqlClient client, String unit, Instant afterAt, UUID afterId, int count) {
    return client
        .preparedQuery(
            """
            select id, created_at from report
            where unit = $1 and (created_at, id) > ($2, $3) and deleted_at is null
              and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')
            order by created_at, id limit $4
            """)
        .execute(Tuple.of(unit, utc(afterAt), afterId, count))
        .map(
            rows ->
                Rows.list(
                    rows, row -> new OpenReport(row.getUUID("id"), instant(row, "created_at"))));
  }

  /** Notes what units are told of reports that will soon be late; answers how many. */
  Uni<Integer> warn(SqlClient client, Instant now, int count) {
    return client
        .preparedQuery(SOON_LATE)
        .execute(Tuple.of(utc(now), count))
        .map(rows -> rows.rowCount());
  }

  /** Keeps for good that a report's time was over. */
  Uni<Void> breached(SqlClient transaction, Report report, Instant now) {
    Handling handling = report.handling();
    return transaction
        .preparedQuery(
            """
            insert into sla_breach (id, report_id, category_id, unit, clock_from, due_at, breached_at)
            values ($1, $2, $3, $4, $5, $6, $7)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(Ids.next())
                .addUUID(report.id())
                .addUUID(report.category().id())
                .addString(handling.unit())
                .addOffsetDateTime(utc(handling.clock().from()))
                .addOffsetDateTime(utc(handling.dueAt()))
                .addOffsetDateTime(utc(now)))
        .replaceWithVoid();
  }

  /** Each time a report's time was over, first ones first. */
  Uni<List<Breach>> breaches(SqlClient client, UUID reportId) {
    return client
        .preparedQuery(
            """
            select unit, clock_from, due_at, breached_at from sla_breach
            where report_id = $1 order by breached_at, id
            """)
        .execute(Tuple.of(reportId))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Breach(
                            row.getString("unit"),
                            instant(row, "clock_from"),
                            instant(row, "due_at"),
                            instant(row, "breached_at"))));
  }

  /**
   * Notes what a unit is to be told.
   *
   * @param user the only one of its officers to be told, or null
   */
  Uni<Void> alert(
      SqlClient transaction,
      UUID reportId,
      UnitAlert.Kind kind,
      String unit,
      UUID user,
      Instant now) {
    return transaction
        .preparedQuery(
            """
            insert into unit_alert (id, unit, user_id, report_id, kind, at)
            values ($1, $2, $3, $4, $5, $6)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(Ids.next())
                .addString(unit)
                .addUUID(user)
                .addUUID(reportId)
                .addString(kind.name())
                .addOffsetDateTime(utc(now)))
        .replaceWithVoid();
  }

  /**
   * Takes what one unit that has officers is to be told, oldest first: it is the caller's to tell,
   * in this transaction. Empty when there is nothing, or another replica is at it.
   */
  Uni<List<UnitAlert>> takeAlerts(SqlClient transaction, int count) {
    return transaction
        .preparedQuery(
            """
            with turn as materialized (select pg_try_advisory_xact_lock(hashtext('unit-alerts')) as ours),
            unit as materialized (
              select alert.unit from unit_alert alert, turn
              where turn.ours and exists (select from officer where officer.unit = alert.unit)
              order by alert.unit limit 1),
            taken as (
              delete from unit_alert where id in (
                select alert.id from unit_alert alert join unit on unit.unit = alert.unit
                order by alert.at, alert.id limit $1)
              returning id, unit, user_id, report_id, kind, at)
            select taken.*, report.due_at, report.deleted_at is not null as is_gone, category.name_en,
              category.name_id
            from taken join report on report.id = taken.report_id
            join category on category.id = report.category_id order by taken.at, taken.id
            """)
        .execute(Tuple.of(count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new UnitAlert(
                            UnitAlert.Kind.valueOf(row.getString("kind")),
                            row.getString("unit"),
                            row.getUUID("user_id"),
                            row.getUUID("report_id"),
                            Bilingual.of(row.getString("name_en"), row.getString("name_id")),
                            instant(row, "due_at"),
                            row.getBoolean("is_gone"))));
  }
}
