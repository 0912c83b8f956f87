package id.loket.report.report;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What happened to reports, in PostgreSQL. Only ever appended to. */
@Singleton
class HistoryStore {
  Uni<Void> append(SqlClient transaction, UUID reportId, Change change) {
    return transaction
        .preparedQuery(
            """
            insert into report_change (id, report_id, kind, status, note, by_id, by_role, unit,
              assignee_id, other_report, media_id, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(change.id())
                .addUUID(reportId)
                .addString(change.kind().name())
                .addString(change.status().name())
                .addString(change.note())
                .addUUID(change.by())
                .addString(role(change.actor()))
                .addString(change.unit())
                .addUUID(change.assignee())
                .addUUID(change.otherReport())
                .addUUID(change.mediaId())
                .addOffsetDateTime(utc(change.at())))
        .replaceWithVoid();
  }

  /** What happened to a report, first things first. */
  Uni<List<Change>> history(SqlClient client, UUID reportId) {
    return client
        .preparedQuery(
            """
            select id, kind, status, note, by_id, by_role, unit, assignee_id, other_report, media_id, at
            from report_change where report_id = $1 order by at, id
            """)
        .execute(Tuple.of(reportId))
        .map(rows -> Rows.list(rows, HistoryStore::change));
  }

  /** One entry of the history. */
  Uni<Optional<Change>> change(SqlClient client, UUID changeId) {
    return client
        .preparedQuery(
            """
            select id, kind, status, note, by_id, by_role, unit, assignee_id, other_report, media_id, at
            from report_change where id = $1
            """)
        .execute(Tuple.of(changeId))
        .map(rows -> Rows.first(rows, HistoryStore::change));
  }

  /** Whether that person said since then that it is fixed. */
  Uni<Boolean> hasConfirmed(
      SqlClient client, UUID reportId, Instant since, Change.Actor actor, UUID by, UUID merged) {
    return client
        .preparedQuery(
            """
            select 1 from report_change
            where report_id = $1 and at >= $2 and kind = 'CONFIRMED' and by_role = $3
              and by_id is not distinct from $4 and other_report is not distinct from $5
            limit 1
            """)
        .execute(Tuple.of(reportId, utc(since), role(actor), by, merged))
        .map(rows -> rows.rowCount() == 1);
  }

  private static String role(Change.Actor actor) {
    return actor.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static Change change(Row row) {
    return new Change(
        row.getUUID("id"),
        Change.Kind.valueOf(row.getString("kind")),
        ReportStatus.valueOf(row.getString("status")),
        row.getString("note"),
        row.getUUID("by_id"),
        Change.Actor.valueOf(row.getString("by_role").toUpperCase(java.util.Locale.ROOT)),
        row.getString("unit"),
        row.getUUID("assignee_id"),
        row.getUUID("other_report"),
        row.getUUID("media_id"),
        instant(row, "at"));
  }
}
