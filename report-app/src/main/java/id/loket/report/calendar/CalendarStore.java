package id.loket.report.calendar;

import static id.loket.kit.postgres.Timestamps.instant;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** When units work, in PostgreSQL. */
@Singleton
class CalendarStore {
  private static final String COLUMNS =
      " unit, zone, hours::text as hours, holidays::text as holidays, version, updated_at ";

  private final TolerantJson json;

  CalendarStore(TolerantJson json) {
    this.json = json;
  }

  /** Writes one; empty when it is not at that version any more (null: whatever it is). */
  Uni<Optional<UnitCalendar>> put(
      SqlClient client, String unit, Long version, UnitCalendar.Fields fields) {
    return client
        .preparedQuery(
            """
            insert into unit_calendar (unit, zone, hours, holidays)
            select $1, $2, $3::text::jsonb, $4::text::jsonb
            where $5::bigint is null or exists (select from unit_calendar where unit = $1)
            on conflict (unit) do update
            set zone = excluded.zone, hours = excluded.hours, holidays = excluded.holidays,
              version = unit_calendar.version + 1, updated_at = now()
            where $5::bigint is null or unit_calendar.version = $5
            returning"""
                + COLUMNS)
        .execute(
            Tuple.of(
                unit,
                fields.zone(),
                json.write(fields.hours()),
                json.write(fields.holidays()),
                version))
        .map(this::first);
  }

  Uni<Optional<UnitCalendar>> find(SqlClient client, String unit) {
    return client
        .preparedQuery("select" + COLUMNS + "from unit_calendar where unit = $1")
        .execute(Tuple.of(unit))
        .map(this::first);
  }

  /** That of the unit a category belongs to. */
  Uni<Optional<UnitCalendar>> ofCategory(SqlClient client, String code) {
    return client
        .preparedQuery(
            "select"
                + COLUMNS
                + """
                from unit_calendar where unit = (
                  select unit from category where code = $1 and deleted_at is null)
                """)
        .execute(Tuple.of(code))
        .map(this::first);
  }

  Uni<Boolean> delete(SqlClient client, String unit) {
    return client
        .preparedQuery("delete from unit_calendar where unit = $1")
        .execute(Tuple.of(unit))
        .map(rows -> rows.rowCount() == 1);
  }

  private Optional<UnitCalendar> first(RowSet<Row> rows) {
    return Rows.first(rows, this::read);
  }

  private UnitCalendar read(Row row) {
    return new UnitCalendar(
        row.getString("unit"),
        new UnitCalendar.Fields(
            row.getString("zone"),
            List.of(json.read(row.getString("hours"), UnitCalendar.OpenHours[].class)),
            List.of(json.read(row.getString("holidays"), UnitCalendar.Holiday[].class))),
        row.getLong("version"),
        instant(row, "updated_at"));
  }
}
