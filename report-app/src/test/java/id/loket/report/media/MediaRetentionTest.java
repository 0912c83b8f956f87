package id.loket.report.media;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Growth ends: that there were files which were refused. */
@ReportAppTest
class MediaRetentionTest {
  private final City city = new City();
  private final Database database = new Database();

  @Inject Retention retention;

  @Test
  void filesThatAreGoneAreForgottenAfterAWhileAndStoredOnesNever() {
    City.Made made = city.reported(city.category());
    database.query(
        """
        insert into media (id, report_id, purpose, sha256, size, status, reason, cleared_at,
          work_until)
        select gen_random_uuid(), $1, 'BEFORE', n::text, 1,
          case when n <= 6000 then 'REJECTED' else 'STORED' end,
          case when n <= 6000 then 'empty' end,
          case when n <= 5500 then now() - interval '181 days'
            when n <= 6000 then now() - interval '170 days' end,
          now() - interval '1 year'
        from generate_series(1, 6010) as n
        """,
        made.id());

    Cleaning.run(retention).await().atMost(City.PATIENCE);

    assertThat(database.count("select count(*) from media where report_id = $1", made.id()))
        .isEqualTo(510);
  }
}
