package id.loket.report.analytics;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reports as the ETL reads them, and how far it is. */
@Singleton
class EtlStore {
  private static final String CHANGES =
      """
      select r.id, r.changed_in::text::bigint as changed_in, r.checked,
        r.deleted_at is not null as deleted, c.code as category, r.unit, r.status, r.source,
        r.visibility, r.anonymous, r.duplicate_of is not null as duplicate, r.votes, r.lat, r.lon,
        r.due_at, r.resolved_at, r.created_at, r.updated_at
      from report r join category c on c.id = r.category_id
      where (r.changed_in, r.id) > ($1::text::xid8, $2::uuid) and r.changed_in < $3::text::xid8
        and r.created_at >= $5
      order by r.changed_in, r.id
      limit $4
      """;

  /** What is asked is to be replaced, and what was begun beside it is worth nothing. */
  static final String DISCARD =
      """
      update etl set rebuild_due = true, building = null, building_mapping = null,
        building_at = null, building_at_id = null
      where name = 'analytics'
      """;

  private final Pool pool;
  private final KeptYears kept;

  EtlStore(Pool pool, KeptYears kept) {
    this.pool = pool;
    this.kept = kept;
  }

  Uni<EtlState> state(String lease) {
    return pool.preparedQuery(
            """
            select e.name, e.generation, e.position, e.position_id, e.building, e.building_mapping,
              e.building_at, e.building_at_id, e.rebuild_due, e.run::text, e.reconciliation::text,
              coalesce((select until > now() from lease where name = $1), false) as leased
            from etl e where e.name = 'analytics'
            """)
        .execute(Tuple.of(lease))
        .map(rows -> state(rows.iterator().next()));
  }

  /** Reports changed behind a watermark by transactions before the given one. */
  Uni<List<ReportChange>> changes(Watermark after, long before, int limit) {
    return pool.preparedQuery(CHANGES)
        .execute(
            Tuple.of(
                Long.toString(after.transaction()),
                after.after(),
                Long.toString(before),
                limit,
                utc(kept.begin())))
        .map(rows -> Rows.list(rows, EtlStore::change));
  }

  /** Remembers how far the live generation is. */
  Uni<Void> took(Watermark taken) {
    return pool.preparedQuery(
            "update etl set position = $1, position_id = $2 where name = 'analytics'")
        .execute(Tuple.of(taken.transaction(), taken.reportId()))
        .replaceWithVoid();
  }

  /** Remembers how far the generation that is being filled is. */
  Uni<Void> built(int generation, int mapping, Watermark built) {
    return pool.preparedQuery(
            """
            update etl set building = $1, building_mapping = $2, building_at = $3,
              building_at_id = $4
            where name = 'analytics'
            """)
        .execute(Tuple.of(generation, mapping, built.transaction(), built.reportId()))
        .replaceWithVoid();
  }

  /** The generation that was being filled is the one that is asked now. */
  Uni<Void> wentLive() {
    return pool.query(
            """
            update etl set generation = building, position = building_at,
              position_id = building_at_id, building = null, building_mapping = null,
              building_at = null, building_at_id = null, rebuild_due = false
            where name = 'analytics' and building is not null
            """)
        .execute()
        .replaceWithVoid();
  }

  /** What is asked is to be replaced, and what was begun beside it is worth nothing. */
  Uni<Void> discard() {
    return pool.query(DISCARD).execute().replaceWithVoid();
  }

  /** Whether the last run ended early. */
  Uni<Boolean> endedEarly() {
    return pool.query(
            """
            select coalesce(run ->> 'failure', '') <> '' as early from etl
            where name = 'analytics'
            """)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("early"));
  }

  Uni<Void> tell(String run) {
    return pool.preparedQuery("update etl set run = $1::text::jsonb where name = 'analytics'")
        .execute(Tuple.of(run))
        .replaceWithVoid();
  }

  Uni<Void> compared(String reconciliation) {
    return pool.preparedQuery(
            "update etl set reconciliation = $1::text::jsonb where name = 'analytics'")
        .execute(Tuple.of(reconciliation))
        .replaceWithVoid();
  }

  /**
   * Changes that were not taken yet.
   *
   * @param count at most as many as were asked for
   * @param oldest when the oldest of them happened; null when there is none
   */
  record Pending(long count, Instant oldest) {}

  Uni<Pending> pending(Watermark taken, int most) {
    return pool.preparedQuery(
            """
            select count(*) as count, min(updated_at) as oldest from (
              select updated_at from report where (changed_in, id) > ($1::text::xid8, $2::uuid)
              order by changed_in, id limit $3) as pending
            """)
        .execute(Tuple.of(Long.toString(taken.transaction()), taken.after(), most))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Pending(row.getLong("count"), instant(row, "oldest"));
            });
  }

  /** Reports of a month or day: how many, and the sum of their checks. */
  record Sum(long reports, long checks) {
    Sum minus(Sum other) {
      return other == null ? this : new Sum(reports - other.reports, checks - other.checks);
    }

    boolean isNothing() {
      return reports == 0 && checks == 0;
    }
  }

  /**
   * What should be in OpenSearch, and which reports are left out because they were changed since,
   * both as they were at one moment.
   *
   * @param months by the month they were made in, {@code 2026-11}
   */
  record Expected(Map<String, Sum> months, List<UUID> pending) {
    long reports() {
      return months.values().stream().mapToLong(Sum::reports).sum();
    }
  }

  /** Adds up what is kept; empty when more changes wait than that. */
  Uni<Optional<Expected>> expected(Watermark taken, int mostPending) {
    return pool.preparedQuery(
            """
            with pending as materialized (
              select id, created_at, checked, deleted_at from report
              where (changed_in, id) > ($1::text::xid8, $2::uuid) limit $3),
            sums as (
              select month, sum(reports)::bigint as reports, sum(checks)::bigint as checks from (
                select month, reports, checks from report_sum
                union all
                select date_trunc('month', created_at at time zone 'UTC')::date, -1, -checked
                from pending where deleted_at is null) as each
              where month >= $4
              group by month having sum(reports) <> 0 or sum(checks) <> 0)
            select to_char(month, 'YYYY-MM') as month, reports, checks, null::uuid as id from sums
            union all
            select null, null, null, id from pending
            """)
        .execute(
            Tuple.of(
                Long.toString(taken.transaction()),
                taken.after(),
                mostPending + 1,
                LocalDate.of(kept.first(), 1, 1)))
        .map(
            rows -> {
              Map<String, Sum> months = new HashMap<>();
              List<UUID> pending = new ArrayList<>();
              for (Row row : rows) {
                UUID id = row.getUUID("id");
                if (id == null) {
                  months.put(row.getString("month"), sum(row));
                } else {
                  pending.add(id);
                }
              }
              return pending.size() > mostPending
                  ? Optional.empty()
                  : Optional.of(new Expected(months, pending));
            });
  }

  /** By the day they were made on, {@code 2026-11-30}: of one month, read from its reports. */
  Uni<Map<String, Sum>> days(Watermark taken, Instant from, Instant to) {
    return pool.preparedQuery(
            """
            select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as day,
              count(*) as reports, sum(checked)::bigint as checks
            from report
            where deleted_at is null and (changed_in, id) <= ($1::text::xid8, $2::uuid)
              and created_at >= $3 and created_at < $4
            group by 1
            """)
        .execute(Tuple.of(Long.toString(taken.transaction()), taken.after(), utc(from), utc(to)))
        .map(
            rows -> {
              Map<String, Sum> days = new HashMap<>();
              rows.forEach(row -> days.put(row.getString("day"), sum(row)));
              return days;
            });
  }

  private static Sum sum(Row row) {
    return new Sum(row.getLong("reports"), row.getLong("checks"));
  }

  /** What tells one state of a report from another. */
  record Mark(long changedIn, long check) {}

  /** Some reports of a time, in the order of their ids. */
  Uni<Map<UUID, Mark>> marks(Watermark taken, Instant from, Instant to, UUID after, int limit) {
    return pool.preparedQuery(
            """
            select id, changed_in::text::bigint as changed_in, checked from report
            where deleted_at is null and (changed_in, id) <= ($1::text::xid8, $2::uuid)
              and created_at >= $3 and created_at < $4 and id > $5
            order by id limit $6
            """)
        .execute(
            Tuple.of(
                Long.toString(taken.transaction()),
                taken.after(),
                utc(from),
                utc(to),
                after,
                limit))
        .map(
            rows -> {
              Map<UUID, Mark> reports = new LinkedHashMap<>();
              rows.forEach(
                  row ->
                      reports.put(
                          row.getUUID("id"),
                          new Mark(row.getLong("changed_in"), row.getLong("checked"))));
              return reports;
            });
  }

  /** Which of these reports were changed behind a watermark, so that they are not due yet. */
  Uni<Set<UUID>> changedSince(Watermark taken, Collection<UUID> ids) {
    return pool.preparedQuery(
            """
            select id from report
            where id = any($3) and (changed_in, id) > ($1::text::xid8, $2::uuid)
            """)
        .execute(
            Tuple.of(Long.toString(taken.transaction()), taken.after(), ids.toArray(UUID[]::new)))
        .map(
            rows -> {
              Set<UUID> changed = new HashSet<>();
              rows.forEach(row -> changed.add(row.getUUID("id")));
              return changed;
            });
  }

  /** Joins the sums that changes have left, a row per month. */
  Uni<Void> joinSums() {
    return pool.query(
            """
            with each as (delete from report_sum returning month, reports, checks)
            insert into report_sum (month, reports, checks)
            select month, sum(reports), sum(checks) from each group by month
            having sum(reports) <> 0 or sum(checks) <> 0
            """)
        .execute()
        .replaceWithVoid();
  }

  /**
   * Marks reports as changed, so that the next run takes them again. Those somebody is changing are
   * left out: they are going to be taken anyway, or are found again.
   */
  Uni<Void> takeAgain(Collection<UUID> ids) {
    return pool.preparedQuery(
            """
            update report as r set updated_at = r.updated_at from (
              select id from report where id = any($1) for no key update skip locked) as due
            where r.id = due.id
            """)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  private static EtlState state(Row row) {
    Integer building = row.getInteger("building");
    return new EtlState(
        row.getInteger("generation"),
        new Watermark(row.getLong("position"), row.getUUID("position_id")),
        building,
        row.getInteger("building_mapping"),
        building == null
            ? null
            : new Watermark(row.getLong("building_at"), row.getUUID("building_at_id")),
        row.getBoolean("rebuild_due"),
        row.getString("run"),
        row.getString("reconciliation"),
        row.getBoolean("leased"));
  }

  private static ReportChange change(Row row) {
    return new ReportChange(
        row.getUUID("id"),
        row.getLong("changed_in"),
        row.getLong("checked"),
        row.getBoolean("deleted"),
        row.getString("category"),
        row.getString("unit"),
        row.getString("status"),
        row.getString("source"),
        row.getString("visibility"),
        row.getBoolean("anonymous"),
        row.getBoolean("duplicate"),
        row.getInteger("votes"),
        row.getDouble("lat"),
        row.getDouble("lon"),
        instant(row, "due_at"),
        instant(row, "resolved_at"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
