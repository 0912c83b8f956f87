package id.loket.report.open311;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.postgres.Rows;
import id.loket.report.place.Location;
import id.loket.report.report.ReportStatus;
import id.loket.report.text.Bilingual;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
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
      """;
  private static final List<String> ALL =
      Arrays.stream(ReportStatus.values()).map(Enum::name).toList();

  private final Pool pool;

  ServiceRequestStore(Pool pool) {
    this.pool = pool;
  }

  /** Those of these ids, in the order they came in, the newest first. */
  Uni<List<ServiceRequest>> find(List<UUID> ids) {
    return pool.preparedQuery(
            SELECT
                + """
                where r.deleted_at is null and r.visibility = 'PUBLIC' and r.id = any($1)
                order by r.created_at desc, r.id desc
                """)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(ServiceRequestStore::all);
  }

  /** A page of those asked for, the newest first; those changed last where that was asked for. */
  Uni<List<ServiceRequest>> search(RequestSearch search) {
    Page page = new Page(search);
    return pool.preparedQuery(page.sql()).execute(page.tuple()).map(ServiceRequestStore::all);
  }

  /**
   * A page in SQL. Services and statuses are merged from one stream each, which an index has in the
   * order of the list; what was changed lately is an index of its own.
   */
  static final class Page {
    private final List<Object> parameters = new ArrayList<>();
    private final List<String> filters = new ArrayList<>();
    private final String at;
    private final String sql;

    Page(RequestSearch search) {
      this.at = search.updated() == null ? "created_at" : "updated_at";
      filters.add("r.deleted_at is null and r.visibility = 'PUBLIC'");
      within("created_at", search.requested());
      within("updated_at", search.updated());
      String limit = "limit " + search.pageSize() + " offset " + search.offset();
      boolean narrowed = !search.serviceCodes().isEmpty() || search.open() != null;
      if (narrowed && search.updated() == null) {
        String streams =
            "(select id from category%s) as c cross join unnest(%s::text[]) as s (status)"
                .formatted(
                    search.serviceCodes().isEmpty() ? "" : " where " + ofServices(search),
                    statuses(search));
        filters.add("r.category_id = c.id and r.status = s.status");
        sql =
            "select r.id, r.at from %s cross join lateral (%s limit %d) as r %s %s"
                .formatted(
                    streams,
                    ordered(),
                    search.offset() + search.pageSize(),
                    "order by r.at desc, r.id desc",
                    limit);
      } else {
        if (!search.serviceCodes().isEmpty()) {
          filters.add(
              "r.category_id in (select id from category where " + ofServices(search) + ")");
        }
        if (search.open() != null) {
          filters.add("r.status = any(" + statuses(search) + ")");
        }
        sql = ordered() + " " + limit;
      }
    }

    private String ofServices(RequestSearch search) {
      return "code = any(" + add(search.serviceCodes().toArray(String[]::new)) + ")";
    }

    private String statuses(RequestSearch search) {
      return add(
          ALL.stream()
              .filter(
                  status ->
                      search.open() == null
                          || ReportStatus.valueOf(status).isOpen() == search.open())
              .toArray(String[]::new));
    }

    private void within(String column, RequestSearch.Span span) {
      if (span != null) {
        filters.add(
            "r.%s >= %s and r.%s < %s"
                .formatted(column, add(utc(span.from())), column, add(utc(span.to()))));
      }
    }

    private String ordered() {
      return "select r.id, r.%1$s as at from report r where %2$s order by r.%1$s desc, r.id desc"
          .formatted(at, String.join(" and ", filters));
    }

    private String add(Object parameter) {
      parameters.add(parameter);
      return "$" + parameters.size();
    }

    String sql() {
      return "with page as (%s)\n%sjoin page on page.id = r.id order by page.at desc, r.id desc"
          .formatted(sql, SELECT);
    }

    Tuple tuple() {
      return Tuple.from(parameters);
    }
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
