package id.loket.report.report;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.Plans;
import id.loket.report.testing.ReportAppTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Late reports are found by what is still open. */
@ReportAppTest
@Tag("long")
class SweepPlansTest {
  /** A million at once takes longer than a statement may. */
  private static final int LOTS = 10;

  private static final int LOT = 100_000;

  private final City city = new City();
  private final Database database = new Database();
  private final Plans plans = new Plans();

  @Test
  void lateReportsAreFoundAmongAMillion() {
    City.Category category = city.category();
    for (int lot = 0; lot < LOTS; lot++) {
      database.query(
          """
          insert into report (id, category_id, note, address, anonymous, status, unit, source, due_at,
            resolved_at, sla_breached_at)
          select gen_random_uuid(), $1, 'x', 'Jl. Mawar', true,
            case when n % 2 = 0 then 'RESOLVED' else 'RECEIVED' end, $2, 'SAMPLE',
            now() - interval '1 day', case when n % 2 = 0 then now() end,
            case when n % 2 = 1 then now() end
          from generate_series(1, $3::int) as n
          """,
          category.id(), category.unit(), LOT);
    }
    database.query("vacuum analyze report");
    try {
      plans.requireFlat(
          ClockStore.LATE
              .replace("$1", "now()")
              .replace("$2", "500")
              .replace("$3", "'1970-01-01Z'")
              .replace("$4", "'00000000-0000-0000-0000-000000000000'"),
          "report_due");
      plans.requireFlat(
          ClockStore.SOON_LATE.replace("$1", "now()").replace("$2", "500"), "report_warn");
    } finally {
      for (int lot = 0; lot < LOTS; lot++) {
        database.query(
            "delete from report where id in (select id from report where category_id = $1 limit $2)",
            category.id(),
            LOT);
      }
    }
  }
}
