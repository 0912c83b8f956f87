package id.loket.report.notice;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.Plans;
import id.loket.report.testing.ReportAppTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Due notices are found by what is still to be sent. */
@ReportAppTest
@Tag("long")
class NoticePlansTest {
  private final City city = new City();
  private final Database database = new Database();
  private final Plans plans = new Plans();

  @Test
  void dueNoticesAreFoundAmongAMillionSent() {
    City.Made made = city.reported(city.category());
    database.query(
        """
        insert into notice (id, event_id, report_id, kind, user_id, channel, locale, data, status,
          created_at, next_attempt_at)
        select gen_random_uuid(), gen_random_uuid(), $1, 'VERIFIED', gen_random_uuid(), 'PUSH', 'id',
          '{}', 'SENT', now(), now() from generate_series(1, 1000000)
        """,
        made.id());
    database.query("vacuum analyze notice");
    try {
      // An event's fan-out leaves its table when it is done, so nothing finished is in the way
      // there.
      plans.requireFlat(NoticeStore.DUE.replace("$2", "100"), "notice_pending");
    } finally {
      database.query("delete from notice where report_id = $1 and status = 'SENT'", made.id());
    }
  }
}
