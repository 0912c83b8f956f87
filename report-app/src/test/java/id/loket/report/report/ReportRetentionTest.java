package id.loket.report.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Growth ends: who voted for what was closed long ago, and what nobody was there to be told. */
@ReportAppTest
class ReportRetentionTest {
  private final City city = new City();
  private final Database database = new Database();

  @Inject Retention retention;

  @Test
  void whoVotedForWhatWasClosedLongAgoIsForgottenAndTheNumberStays() {
    City.Made old = votedFor("RESOLVED", 400);
    City.Made young = votedFor("RESOLVED", 300);
    City.Made open = votedFor("VERIFIED", 400);

    Cleaning.run(retention).await().atMost(City.PATIENCE);

    assertThat(votes(old)).isZero();
    assertThat(votes(young)).isEqualTo(3);
    assertThat(votes(open)).isEqualTo(3);
    City.nobody().get("/reports/{id}", old.id()).then().body("votes", equalTo(3));
  }

  @Test
  void whatNobodyWasThereToBeToldIsForgotten() {
    City.Made old = city.reported(city.category());
    City.Made young = city.reported(city.category());
    database.query(
        "update unit_alert set at = now() - interval '31 days' where report_id = $1", old.id());

    Cleaning.run(retention).await().atMost(City.PATIENCE);

    assertThat(alerts(old)).isZero();
    assertThat(alerts(young)).isEqualTo(1);
  }

  @Test
  void howToReachWhoReportedWithoutAnAccountIsForgottenAfterTheReportWasClosed() {
    City.Made old = contactOf("RESOLVED", 181);
    City.Made young = contactOf("RESOLVED", 179);
    City.Made open = contactOf("IN_PROGRESS", 400);

    Cleaning.run(retention).await().atMost(City.PATIENCE);

    assertThat(contacts(old)).isZero();
    assertThat(contacts(young)).isEqualTo(1);
    assertThat(contacts(open)).isEqualTo(1);
  }

  private City.Made contactOf(String status, int daysAgo) {
    City.Made made = city.reported(city.category());
    database.query(
        "update report set reporter_id = null, contact_mail = 'siti@example.org', status = $2,"
            + " updated_at = now() - $3 * interval '1 day' where id = $1",
        made.id(),
        status,
        daysAgo);
    return made;
  }

  private long contacts(City.Made made) {
    return database.count(
        "select count(*) from report where id = $1 and contact_mail is not null", made.id());
  }

  private City.Made votedFor(String status, int daysAgo) {
    City.Made made = city.reported(city.category());
    database.query(
        "insert into vote (report_id, voter_id) select $1, gen_random_uuid() from"
            + " generate_series(1, 3)",
        made.id());
    database.query(
        "update report set votes = 3, status = $2, resolved_at = now(),"
            + " updated_at = now() - $3 * interval '1 day' where id = $1",
        made.id(),
        status,
        daysAgo);
    return made;
  }

  private long votes(City.Made made) {
    return database.count("select count(*) from vote where report_id = $1", made.id());
  }

  private long alerts(City.Made made) {
    return database.count("select count(*) from unit_alert where report_id = $1", made.id());
  }
}
