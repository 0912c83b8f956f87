package id.loket.report.category;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.report.text.Bilingual;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Categories in PostgreSQL. */
@Singleton
class CategoryStore {
  private static final String COLUMNS =
      """
      id, code, name_en, name_id, description_en, description_id, unit, sla_hours, duplicate_radius,
      questions::text as questions, takes_video, takes_anonymous, repair_cost_amount,
      repair_cost_currency, active, version, created_at, updated_at
      """;

  private final TolerantJson json;

  CategoryStore(TolerantJson json) {
    this.json = json;
  }

  /** Writes a new category; empty when another has its code. */
  Uni<Optional<Category>> insert(SqlClient client, UUID id, CategoryFields fields) {
    return client
        .preparedQuery(
            """
            insert into category (id, code, name_en, name_id, description_en, description_id, unit,
              sla_hours, duplicate_radius, questions, takes_video, takes_anonymous,
              repair_cost_amount, repair_cost_currency, active)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, $11, $12, $13, $14, $15)
            on conflict (code) where deleted_at is null do nothing
            returning\s"""
                + COLUMNS)
        .execute(values(id, fields))
        .map(this::first);
  }

  /**
   * Writes the fields if the version is still that one; empty when somebody was faster. A code that
   * another category has breaks the index.
   */
  Uni<Optional<Category>> update(SqlClient client, UUID id, long version, CategoryFields fields) {
    return client
        .preparedQuery(
            """
            update category set code = $2, name_en = $3, name_id = $4, description_en = $5,
              description_id = $6, unit = $7, sla_hours = $8, duplicate_radius = $9,
              questions = $10::text::jsonb, takes_video = $11, takes_anonymous = $12,
              repair_cost_amount = $13, repair_cost_currency = $14, active = $15,
              version = version + 1, updated_at = now()
            where id = $1 and version = $16 and deleted_at is null
            returning\s"""
                + COLUMNS)
        .execute(values(id, fields).addLong(version))
        .map(this::first);
  }

  Uni<Optional<Category>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select " + COLUMNS + " from category where id = $1 and deleted_at is null")
        .execute(Tuple.of(id))
        .map(this::first);
  }

  Uni<Optional<Category>> findByCode(SqlClient client, String code) {
    return client
        .preparedQuery(
            "select " + COLUMNS + " from category where code = $1 and deleted_at is null")
        .execute(Tuple.of(code))
        .map(this::first);
  }

  /** Categories, oldest first; retired ones only if wanted. */
  Uni<List<Category>> list(
      SqlClient client, boolean retiredToo, Optional<Cursor> after, int count) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                from category
                where deleted_at is null and (active or $1)
                  and ($2::timestamptz is null or (created_at, id) > ($2, $3::uuid))
                order by created_at, id limit $4
                """)
        .execute(
            Tuple.of(
                retiredToo,
                after.map(cursor -> utc(cursor.at())).orElse(null),
                after.map(Cursor::id).orElse(null),
                count))
        .map(rows -> Rows.list(rows, this::read));
  }

  /** Marks a category deleted unless a report of it is open; false when one is. */
  Uni<Boolean> delete(SqlClient client, UUID id) {
    return client
        .preparedQuery(
            """
            update category set deleted_at = now(), version = version + 1
            where id = $1 and deleted_at is null and not exists (
              select 1 from report where category_id = $1 and deleted_at is null
                and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS'))
            """)
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() == 1);
  }

  private Tuple values(UUID id, CategoryFields fields) {
    Bilingual description = fields.description();
    Money cost = fields.repairCost();
    return Tuple.tuple()
        .addUUID(id)
        .addString(fields.code())
        .addString(fields.name().en())
        .addString(fields.name().id())
        .addString(description == null ? null : description.en())
        .addString(description == null ? null : description.id())
        .addString(fields.unit())
        .addInteger(fields.slaHours())
        .addInteger(fields.duplicateRadius())
        .addString(json.write(fields.questions()))
        .addBoolean(fields.takesVideo())
        .addBoolean(fields.takesAnonymous())
        .addLong(cost == null ? null : cost.amount())
        .addString(cost == null ? null : cost.currency())
        .addBoolean(fields.active());
  }

  private Optional<Category> first(RowSet<Row> rows) {
    return Rows.first(rows, this::read);
  }

  private Category read(Row row) {
    Long cost = row.getLong("repair_cost_amount");
    CategoryFields fields =
        new CategoryFields(
            row.getString("code"),
            Bilingual.of(row.getString("name_en"), row.getString("name_id")),
            Bilingual.of(row.getString("description_en"), row.getString("description_id")),
            row.getString("unit"),
            row.getInteger("sla_hours"),
            row.getInteger("duplicate_radius"),
            Arrays.asList(json.read(row.getString("questions"), Question[].class)),
            row.getBoolean("takes_video"),
            row.getBoolean("takes_anonymous"),
            cost == null ? null : new Money(cost, row.getString("repair_cost_currency")),
            row.getBoolean("active"));
    return new Category(
        row.getUUID("id"),
        fields,
        row.getLong("version"),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
