package id.loket.report.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One thing that happened, many to tell it to; and many things to tell to one. */
@ReportAppTest
class FanOutTest {
  private static final int VOTERS = 1200;
  private static final int AT_ONCE = 500;

  private final City city = new City();
  private final Database database = new Database();

  @Test
  void whatIsToldOfOneReportKeepsItsOrder() {
    City.Category category = city.category();
    LocalStackResource.stack().kill(Server.NOTICES);
    City.Made made;
    City.Made later;
    try {
      made = city.reported(category, Map.of("channels", List.of("PUSH")));
      awaitPending(made, 1);
      // As if the provider had asked to be left alone for a while just then.
      database.query(
          "update notice set next_attempt_at = now() + interval '1 hour' where report_id = $1",
          made.id());
      city.bring(city.officerOf(category.unit()), made.id(), "VERIFIED");
      awaitPending(made, 2);
      later = city.reported(category, Map.of("channels", List.of("PUSH")));
    } finally {
      LocalStackResource.stack().restart(Server.NOTICES);
    }

    city.noticesTo(later.reporter().toString(), 1);
    assertThat(
            database.count(
                "select count(*) from notice where report_id = $1 and status = 'PENDING'",
                made.id()))
        .as("the second waits for the first")
        .isEqualTo(2);
    database.query("update notice set next_attempt_at = now() where report_id = $1", made.id());

    assertThat(city.noticesTo(made.reporter().toString(), 2))
        .extracting(notice -> notice.get("title").toString().split(":")[0])
        .containsExactly("Laporan Anda terverifikasi", "Laporan Anda diterima");
  }

  @Test
  void manyVotersAreToldInBoundedBatches() {
    City.Made made = city.reported(city.category(), Map.of("channels", List.of("PUSH")));
    database.query(
        """
        insert into vote (report_id, voter_id, channels)
        select $1, gen_random_uuid(), '{SMS}' from generate_series(1, $2::int)
        """,
        made.id(),
        VOTERS);

    city.bring(city.officerOf(made.category().unit()), made.id(), "VERIFIED");

    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(distinct user_id) from notice where report_id = $1"
                        + " and kind = 'VERIFIED'",
                    made.id()),
            told -> told == VOTERS + 1);
    assertThat(
            database.count(
                """
                select max(written) from (select count(*) as written from notice
                  where report_id = $1 group by created_at) as batch
                """,
                made.id()))
        .isLessThanOrEqualTo(AT_ONCE + 1);
  }

  @Test
  void votesAreCountedWithoutAddingAllUp() {
    City.Made made = city.reported(city.category());
    database.query("update report set votes = 41 where id = $1", made.id());
    UUID voter = UUID.randomUUID();

    for (int said = 0; said < 2; said++) {
      city.citizen(voter)
          .body("{}")
          .post("/reports/{id}/votes", made.id())
          .then()
          .statusCode(200)
          .body("votes", equalTo(42));
    }
    for (int said = 0; said < 2; said++) {
      city.citizen(voter)
          .delete("/reports/{id}/votes", made.id())
          .then()
          .statusCode(200)
          .body("votes", equalTo(41));
    }
  }

  private void awaitPending(City.Made made, long count) {
    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from notice where report_id = $1 and status = 'PENDING'"
                        + " and (attempts > 0 or $2 > 1)",
                    made.id(),
                    count),
            pending -> pending == count);
  }
}
