package id.loket.report.officer;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Officers in PostgreSQL. */
@Singleton
class OfficerStore {
  private static final String COLUMNS = "user_id, unit, version, created_at, updated_at";

  /**
   * An officer and the unit of before.
   *
   * @param before null for who was of none
   */
  record Put(String before, Officer officer) {}

  Uni<Put> put(SqlClient client, UUID userId, String unit) {
    return client
        .preparedQuery(
            """
            insert into officer (user_id, unit) values ($1, $2)
            on conflict (user_id) do update
            set unit = excluded.unit, version = officer.version + 1, updated_at = now()
            returning old.unit as before, new.*
            """)
        .execute(Tuple.of(userId, unit))
        .map(rows -> rows.iterator().next())
        .map(row -> new Put(row.getString("before"), read(row)));
  }

  Uni<Optional<Officer>> find(SqlClient client, UUID userId) {
    return client
        .preparedQuery("select " + COLUMNS + " from officer where user_id = $1")
        .execute(Tuple.of(userId))
        .map(rows -> Rows.first(rows, OfficerStore::read));
  }

  Uni<List<Officer>> list(SqlClient client, String unit, Optional<Cursor> after, int count) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                 from officer
                where ($1::text is null or unit = $1)
                  and ($2::timestamptz is null or (created_at, user_id) > ($2, $3::uuid))
                order by created_at, user_id limit $4
                """)
        .execute(
            Tuple.of(
                unit,
                after.map(cursor -> utc(cursor.at())).orElse(null),
                after.map(Cursor::id).orElse(null),
                count))
        .map(rows -> Rows.list(rows, OfficerStore::read));
  }

  Uni<List<UUID>> ofUnit(SqlClient client, String unit) {
    return client
        .preparedQuery("select user_id from officer where unit = $1 order by created_at, user_id")
        .execute(Tuple.of(unit))
        .map(rows -> Rows.list(rows, row -> row.getUUID("user_id")));
  }

  /** Deletes an officer; answers who it was. */
  Uni<Optional<Officer>> delete(SqlClient client, UUID userId) {
    return client
        .preparedQuery("delete from officer where user_id = $1 returning " + COLUMNS)
        .execute(Tuple.of(userId))
        .map(rows -> Rows.first(rows, OfficerStore::read));
  }

  private static Officer read(Row row) {
    return new Officer(
        row.getUUID("user_id"),
        row.getString("unit"),
        row.getLong("version"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
