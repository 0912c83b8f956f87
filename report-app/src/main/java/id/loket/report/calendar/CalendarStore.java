package id.loket.report.calendar;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

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

  /**
   * A calendar and the one of before.
   *
   * @param before null for a unit that worked around the clock
   */
  record Put(UnitCalendar.Fields before, UnitCalendar calendar) {}

  /** Writes one; empty when it is not at that version any more (null: whatever it is). */
  Uni<Optional<Put>> put(SqlClient client, String unit, Long version, UnitCalendar.Fields fields) {
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
            returning new.unit, new.zone, new.hours::text as hours, new.holidays::text as holidays,
              new.version, new.updated_at, old.zone as zone_before,
              old.hours::text as hours_before, old.holidays::text as holidays_before
            """)
        .execute(
            Tuple.of(
                unit,
                fields.zone(),
                json.write(fields.hours()),
                json.write(fields.holidays()),
                version))
        .map(rows -> Rows.first(rows, row -> new Put(before(row), read(row))));
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

  /** Deletes one; answers what it was. */
  Uni<Optional<UnitCalendar>> delete(SqlClient client, String unit) {
    return client
        .preparedQuery("delete from unit_calendar where unit = $1 returning" + COLUMNS)
        .execute(Tuple.of(unit))
        .map(this::first);
  }

  /** Notes in the caller's transaction that a unit's open reports are to be counted anew. */
  Uni<Void> changed(SqlClient transaction, String unit) {
    return transaction
        .preparedQuery(
            """
            insert into calendar_change as c (unit) values ($1)
            on conflict (unit) do update set edition = c.edition + 1, changed_at = now(),
              after_at = default, after_id = default
            """)
        .execute(Tuple.of(unit))
        .replaceWithVoid();
  }

  /**
   * The next change that is to be carried out: not before whoever read the calendar of before has
   * written down what they counted by it.
   */
  Uni<Optional<CalendarChange>> nextChange(SqlClient client) {
    return client
        .query(
            """
            select unit, edition, after_at, after_id from calendar_change
            where changed_at < now() - interval '10 seconds' order by changed_at limit 1
            """)
        .execute()
        .map(
            rows ->
                Rows.first(
                    rows,
                    row ->
                        new CalendarChange(
                            row.getString("unit"),
                            row.getLong("edition"),
                            instant(row, "after_at"),
                            row.getUUID("after_id"))));
  }

  /** Keeps how far a change was carried out, unless the calendar has changed again meanwhile. */
  Uni<Void> carriedOut(SqlClient client, CalendarChange upTo) {
    return client
        .preparedQuery(
            """
            update calendar_change set after_at = $3, after_id = $4
            where unit = $1 and edition = $2
            """)
        .execute(Tuple.of(upTo.unit(), upTo.edition(), utc(upTo.afterAt()), upTo.afterId()))
        .replaceWithVoid();
  }

  /** A change was carried out, unless the calendar has changed again meanwhile. */
  Uni<Void> done(SqlClient client, CalendarChange change) {
    return client
        .preparedQuery("delete from calendar_change where unit = $1 and edition = $2")
        .execute(Tuple.of(change.unit(), change.edition()))
        .replaceWithVoid();
  }

  private Optional<UnitCalendar> first(RowSet<Row> rows) {
    return Rows.first(rows, this::read);
  }

  private UnitCalendar.Fields before(Row row) {
    String zone = row.getString("zone_before");
    return zone == null
        ? null
        : fields(zone, row.getString("hours_before"), row.getString("holidays_before"));
  }

  private UnitCalendar.Fields fields(String zone, String hours, String holidays) {
    return new UnitCalendar.Fields(
        zone,
        List.of(json.read(hours, UnitCalendar.OpenHours[].class)),
        List.of(json.read(holidays, UnitCalendar.Holiday[].class)));
  }

  private UnitCalendar read(Row row) {
    return new UnitCalendar(
        row.getString("unit"),
        fields(row.getString("zone"), row.getString("hours"), row.getString("holidays")),
        row.getLong("version"),
        instant(row, "updated_at"));
  }
}
