package id.loket.report.template;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.report.text.Bilingual;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Answer templates in PostgreSQL. */
@Singleton
class TemplateStore {
  private static final String COLUMNS =
      "id, unit, title, text_en, text_id, version, created_at, updated_at";

  Uni<AnswerTemplate> insert(SqlClient client, UUID id, AnswerTemplate.Fields fields) {
    return client
        .preparedQuery(
            "insert into answer_template (id, unit, title, text_en, text_id)"
                + " values ($1, $2, $3, $4, $5) returning "
                + COLUMNS)
        .execute(values(id, fields))
        .map(rows -> read(rows.iterator().next()));
  }

  Uni<Optional<AnswerTemplate>> update(
      SqlClient client, UUID id, long version, AnswerTemplate.Fields fields) {
    return client
        .preparedQuery(
            """
            update answer_template set unit = $2, title = $3, text_en = $4, text_id = $5,
              version = version + 1, updated_at = now()
            where id = $1 and version = $6 returning\s"""
                + COLUMNS)
        .execute(values(id, fields).addLong(version))
        .map(TemplateStore::first);
  }

  Uni<Optional<AnswerTemplate>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select " + COLUMNS + " from answer_template where id = $1")
        .execute(Tuple.of(id))
        .map(TemplateStore::first);
  }

  /** Templates of a unit and for all, or every one; oldest first. */
  Uni<List<AnswerTemplate>> list(SqlClient client, String unit, Optional<Cursor> after, int count) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                 from answer_template
                where ($1::text is null or unit is null or unit = $1)
                  and ($2::timestamptz is null or (created_at, id) > ($2, $3::uuid))
                order by created_at, id limit $4
                """)
        .execute(
            Tuple.of(
                unit,
                after.map(cursor -> utc(cursor.at())).orElse(null),
                after.map(Cursor::id).orElse(null),
                count))
        .map(rows -> Rows.list(rows, TemplateStore::read));
  }

  /** Deletes one; answers what it was. */
  Uni<Optional<AnswerTemplate>> delete(SqlClient client, UUID id) {
    return client
        .preparedQuery("delete from answer_template where id = $1 returning " + COLUMNS)
        .execute(Tuple.of(id))
        .map(TemplateStore::first);
  }

  private static Tuple values(UUID id, AnswerTemplate.Fields fields) {
    return Tuple.tuple()
        .addUUID(id)
        .addString(fields.unit())
        .addString(fields.title())
        .addString(fields.text().en())
        .addString(fields.text().id());
  }

  private static Optional<AnswerTemplate> first(RowSet<Row> rows) {
    return Rows.first(rows, TemplateStore::read);
  }

  private static AnswerTemplate read(Row row) {
    return new AnswerTemplate(
        row.getUUID("id"),
        row.getString("unit"),
        row.getString("title"),
        Bilingual.of(row.getString("text_en"), row.getString("text_id")),
        row.getLong("version"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
