package id.loket.report.notice;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Growth ends: what was settled long ago goes. */
@ReportAppTest
class NoticeRetentionTest {
  private final City city = new City();
  private final Database database = new Database();

  @Inject Retention retention;

  @Test
  void settledNoticesAreForgottenAfterAWhile() {
    City.Made made = city.reported(city.category());
    database.query(
        """
        insert into notice (id, event_id, report_id, kind, user_id, channel, locale, data, status,
          created_at, next_attempt_at)
        select gen_random_uuid(), gen_random_uuid(), $1, 'VERIFIED', gen_random_uuid(), 'PUSH', 'id',
          '{}', case n % 3 when 0 then 'SENT' when 1 then 'FAILED' else 'PENDING' end,
          now() - case when n < 12000 then 200 else 100 end * interval '1 day',
          now() + interval '1 hour'
        from generate_series(1, 13199) as n
        """,
        made.id());

    Cleaning.run(retention).await().atMost(City.PATIENCE);

    assertThat(
            database.count(
                "select count(*) from notice where report_id = $1 and status <> 'PENDING'"
                    + " and created_at < now() - interval '181 days'",
                made.id()))
        .isZero();
    assertThat(
            database.count(
                "select count(*) from notice where report_id = $1 and user_id is not null"
                    + " and status = 'PENDING'",
                made.id()))
        .as("what waits is never forgotten")
        .isGreaterThanOrEqualTo(4399);
    assertThat(
            database.count(
                "select count(*) from notice where report_id = $1"
                    + " and created_at between now() - interval '110 days'"
                    + " and now() - interval '90 days'",
                made.id()))
        .isEqualTo(1200);
    database.query("delete from notice where report_id = $1", made.id());
  }
}
