package id.loket.report.work;

import static org.awaitility.Awaitility.await;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports that cannot be noted as late hold up none of the others. */
@ReportAppTest
class PoisonedLateReportsTest {
  private static final int AS_MANY_AS_ARE_TAKEN_AT_ONCE = 500;

  private final City city = new City();
  private final Database database = new Database();

  @AfterEach
  void heal() {
    database.query("drop trigger if exists poison on report");
    database.query("drop function if exists poison()");
    database.query("delete from report where note = 'poison'");
  }

  @Test
  void asManyAsAreTakenAtOnceHoldUpNone() {
    City.Made made = city.reported(city.category());
    String columns =
        database
            .query(
                """
                select string_agg(column_name, ', ') from information_schema.columns
                where table_name = 'report' and table_schema = current_schema()
                  and is_generated = 'NEVER'
                """)
            .getFirst()
            .getString(0);
    database.query(
        """
        insert into report (%1$s)
        select %1$s from (
          select (jsonb_populate_record(null::report, to_jsonb(r) || jsonb_build_object(
            'id', gen_random_uuid(), 'note', 'poison', 'due_at', now() - interval '2 hours',
            'warn_at', null))).*
          from report r, generate_series(1, $2::int)
          where r.id = $1)
        """
            .formatted(columns),
        made.id(),
        AS_MANY_AS_ARE_TAKEN_AT_ONCE);
    database.query(
        """
        create function poison() returns trigger language plpgsql as
        $$ begin raise exception 'poison'; end $$
        """);
    database.query(
        """
        create trigger poison before update on report for each row
        when (old.note = 'poison') execute function poison()
        """);

    database.query(
        "update report set due_at = now() - interval '1 minute', warn_at = null where id = $1",
        made.id());

    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count("select count(*) from sla_breach where report_id = $1", made.id())
                    == 1);
  }
}
