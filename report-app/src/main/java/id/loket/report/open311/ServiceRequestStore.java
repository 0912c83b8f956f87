package id.loket.report.open311;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.postgres.Rows;
import id.loket.report.place.Location;
import id.loket.report.text.Bilingual;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Public reports with what Open311 tells of them. */
@Singleton
class ServiceRequestStore {
  private static final String SELECT =
      """
      select r.id, r.status, r.note, r.lat, r.lon, r.address, r.anonymous, r.unit, r.created_at,
        r.updated_at, r.due_at, c.code, c.name_en, c.name_id,
        (select h.note from report_change h
         where h.report_id = r.id and h.kind in ('STATUS', 'REOPENED', 'MERGED')
           and h.note is not null
         order by h.at desc, h.id desc limit 1) as status_note,
        (select m.id from media m
         where m.report_id = r.id and m.status = 'STORED' and m.purpose = 'BEFORE'
           and 'web' = any(m.variants)
         order by m.created_at, m.id limit 1) as media_id
      from report r join category c on c.id = r.category_id
      where r.deleted_at is null and r.visibility = 'PUBLIC'
      """;
  private static final String OPEN = "('RECEIVED', 'VERIFIED', 'IN_PROGRESS')";

  private final Pool pool;

  ServiceRequestStore(Pool pool) {
    this.pool = pool;
  }

  /** Those of these ids, in the order they came in, the newest first. */
  Uni<List<ServiceRequest>> find(List<UUID> ids) {
    return pool.preparedQuery(SELECT + " and r.id = any($1) order by r.created_at desc, r.id desc")
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(ServiceRequestStore::all);
  }

  /** Those asked for, the newest first. */
  Uni<List<ServiceRequest>> search(RequestSearch search, int limit) {
    return pool.preparedQuery(
            SELECT
                + """
                and r.created_at >= $1 and r.created_at < $2
                and ($3::text[] is null or c.code = any($3))
                and ($4::boolean is null or (r.status in %s) = $4)
                order by r.created_at desc, r.id desc limit $5
                """
                    .formatted(OPEN))
        .execute(
            Tuple.of(
                utc(search.from()),
                utc(search.to()),
                search.serviceCodes().isEmpty()
                    ? null
                    : search.serviceCodes().toArray(String[]::new),
                search.open(),
                limit))
        .map(ServiceRequestStore::all);
  }

  private static List<ServiceRequest> all(RowSet<Row> rows) {
    return Rows.list(rows, ServiceRequestStore::read);
  }

  private static ServiceRequest read(Row row) {
    Location exact =
        new Location(row.getDouble("lat"), row.getDouble("lon"), row.getString("address"));
    Location shown = row.getBoolean("anonymous") ? exact.blurred() : exact;
    return new ServiceRequest(
        row.getUUID("id"),
        row.getString("code"),
        new Bilingual(row.getString("name_en"), row.getString("name_id")),
        switch (row.getString("status")) {
          case "RECEIVED", "VERIFIED", "IN_PROGRESS" -> true;
          default -> false;
        },
        row.getString("status_note"),
        row.getString("note"),
        row.getString("unit"),
        shown.address(),
        shown.lat(),
        shown.lon(),
        row.getUUID("media_id"),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        instant(row, "due_at"));
  }
}
