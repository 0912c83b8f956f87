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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reports as the ETL reads them, and how far it is. */
@Singleton
class EtlStore {
  private static final String CHANGES =
      """
      select r.id, r.changed_in::text::bigint as changed_in, etl_check(r.id, r.changed_in) as check,
        r.deleted_at is not null as deleted, c.code as category, r.unit, r.status, r.source,
        r.visibility, r.anonymous, r.duplicate_of is not null as duplicate, r.votes, r.lat, r.lon,
        r.due_at, r.resolved_at, r.created_at, r.updated_at
      from report r join category c on c.id = r.category_id
      where (r.changed_in, r.id) > ($1::text::xid8, $2::uuid) and r.changed_in < $3::text::xid8
      order by r.changed_in, r.id
      limit $4
      """;

  private final Pool pool;

  EtlStore(Pool pool) {
    this.pool = pool;
  }

  Uni<EtlState> state(String lease) {
    return pool.preparedQuery(
            """
            select e.name, e.generation, e.position, e.position_id, e.building, e.building_at,
              e.building_at_id, e.run::text, e.reconciliation::text,
              coalesce((select until > now() from lease where name = $1), false) as leased
            from etl e where e.name = 'reports'
            """)
        .execute(Tuple.of(lease))
        .map(rows -> state(rows.iterator().next()));
  }

  /** Reports changed behind a watermark by transactions before the given one. */
  Uni<List<ReportChange>> changes(Watermark after, long before, int limit) {
    return pool.preparedQuery(CHANGES)
        .execute(
            Tuple.of(
                Long.toString(after.transaction()), after.after(), Long.toString(before), limit))
        .map(rows -> Rows.list(rows, EtlStore::change));
  }

  /** Remembers how far the live generation is. */
  Uni<Void> took(Watermark taken) {
    return pool.preparedQuery(
            "update etl set position = $1, position_id = $2 where name = 'reports'")
        .execute(Tuple.of(taken.transaction(), taken.reportId()))
        .replaceWithVoid();
  }

  /** Remembers how far the generation that is being filled is. */
  Uni<Void> built(int generation, Watermark built) {
    return pool.preparedQuery(
            """
            update etl set building = $1, building_at = $2, building_at_id = $3
            where name = 'reports'
            """)
        .execute(Tuple.of(generation, built.transaction(), built.reportId()))
        .replaceWithVoid();
  }

  /** The generation that was being filled is the one that is asked now. */
  Uni<Void> wentLive() {
    return pool.query(
            """
            update etl set generation = building, position = building_at,
              position_id = building_at_id, building = null, building_at = null,
              building_at_id = null
            where name = 'reports' and building is not null
            """)
        .execute()
        .replaceWithVoid();
  }

  Uni<Void> tell(String run) {
    return pool.preparedQuery("update etl set run = $1::text::jsonb where name = 'reports'")
        .execute(Tuple.of(run))
        .replaceWithVoid();
  }

  Uni<Void> compared(String reconciliation) {
    return pool.preparedQuery(
            "update etl set reconciliation = $1::text::jsonb where name = 'reports'")
        .execute(Tuple.of(reconciliation))
        .replaceWithVoid();
  }

  /**
   * Changes that were not taken yet.
   *
   * @param oldest when the oldest of them happened; null when there is none
   * @param ids some of them: all, when there are no more than asked for
   */
  record Pending(long count, Instant oldest, List<UUID> ids) {}

  Uni<Pending> pending(Watermark taken, int mostIds) {
    return pool.preparedQuery(
            """
            with pending as materialized (
              select id, updated_at from report where (changed_in, id) > ($1::text::xid8, $2::uuid))
            select (select count(*) from pending) as count,
              (select min(updated_at) from pending) as oldest,
              array(select id from pending limit $3) as ids
            """)
        .execute(Tuple.of(Long.toString(taken.transaction()), taken.after(), mostIds))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Pending(
                  row.getLong("count"),
                  instant(row, "oldest"),
                  List.of(row.getArrayOfUUIDs("ids")));
            });
  }

  /** Reports of a month that should be in OpenSearch: how many, and the sum of their checks. */
  record Sum(long reports, long checks) {}

  /** By the month they were made in, {@code 2026-11}. */
  Uni<Map<String, Sum>> sums(Watermark taken) {
    return pool.preparedQuery(
            """
            select to_char(created_at at time zone 'UTC', 'YYYY-MM') as month, count(*) as reports,
              sum(etl_check(id, changed_in))::bigint as checks
            from report
            where deleted_at is null and (changed_in, id) <= ($1::text::xid8, $2::uuid)
            group by 1
            """)
        .execute(Tuple.of(Long.toString(taken.transaction()), taken.after()))
        .map(
            rows -> {
              Map<String, Sum> sums = new HashMap<>();
              rows.forEach(
                  row ->
                      sums.put(
                          row.getString("month"),
                          new Sum(row.getLong("reports"), row.getLong("checks"))));
              return sums;
            });
  }

  /** The reports of one month, and which transaction changed each last. */
  Uni<Map<UUID, Long>> month(Watermark taken, Instant from, Instant to) {
    return pool.preparedQuery(
            """
            select id, changed_in::text::bigint as changed_in from report
            where deleted_at is null and (changed_in, id) <= ($1::text::xid8, $2::uuid)
              and created_at >= $3 and created_at < $4
            """)
        .execute(Tuple.of(Long.toString(taken.transaction()), taken.after(), utc(from), utc(to)))
        .map(
            rows -> {
              Map<UUID, Long> reports = new LinkedHashMap<>();
              rows.forEach(row -> reports.put(row.getUUID("id"), row.getLong("changed_in")));
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

  /** Marks reports as changed, so that the next run takes them again. */
  Uni<Void> takeAgain(List<UUID> ids) {
    return pool.preparedQuery("update report set updated_at = updated_at where id = any($1)")
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  private static EtlState state(Row row) {
    Integer building = row.getInteger("building");
    return new EtlState(
        row.getInteger("generation"),
        new Watermark(row.getLong("position"), row.getUUID("position_id")),
        building,
        building == null
            ? null
            : new Watermark(row.getLong("building_at"), row.getUUID("building_at_id")),
        row.getString("run"),
        row.getString("reconciliation"),
        row.getBoolean("leased"));
  }

  private static ReportChange change(Row row) {
    return new ReportChange(
        row.getUUID("id"),
        row.getLong("changed_in"),
        row.getLong("check"),
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
