package id.loket.report.media;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.Plans;
import id.loket.report.testing.ReportAppTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Photos that wait are found by what is not finished. */
@ReportAppTest
@Tag("long")
class MediaPlansTest {
  private final City city = new City();
  private final Database database = new Database();
  private final Plans plans = new Plans();

  @Test
  void waitingPhotosAreFoundAmongAMillionStored() {
    City.Made made = city.reported(city.category());
    database.query(
        """
        insert into media (id, report_id, purpose, sha256, size, status, work_until, updated_at)
        select gen_random_uuid(), $1, 'BEFORE', n::text, 1, 'STORED', now(), now() - interval '1 day'
        from generate_series(1, 1000000) as n
        """,
        made.id());
    database.query("vacuum analyze media");
    try {
      plans.requireFlat(
          MediaStore.FORGOTTEN.replace("$1", "15000").replace("$2", "20"), "media_unfinished");
      plans.requireFlat(MediaStore.UNCLEARED.replace("$1", "20"), "media_unfinished");
      plans.requireFlat(MediaStore.ABANDONED, "media_unfinished");
    } finally {
      database.query("delete from media where report_id = $1", made.id());
    }
  }
}
