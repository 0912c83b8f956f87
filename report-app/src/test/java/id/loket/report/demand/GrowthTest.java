package id.loket.report.demand;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Lease;
import id.loket.kit.postgres.Retention;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Day after day orders and pictures come in, and what is kept of them stops growing. */
@ReportAppTest
class GrowthTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PER_DAY = 4;
  private static final int DAYS = 900;

  @Inject Retention retention;
  @Inject Lease lease;

  private final Database database = new Database();
  private final City city = new City();
  private final String store = "Toko " + UUID.randomUUID();

  @Test
  void whatIsKeptOfOrdersAndFetchedPicturesStopsGrowing() {
    UUID report = city.reported(city.category()).id();
    String days = " from generate_series(0, " + DAYS + ") d, generate_series(1, " + PER_DAY + ") n";
    database.query(
        "insert into item_demand select $1, 'Kaus ' || n, current_date - d, 1" + days, store);
    database.query(
        """
        insert into demand_order (order_id, status, updated_at)
        select gen_random_uuid(), 'COUNTED', now() - d * interval '1 day'
        """
            + days);
    database.query(
        """
        insert into media_fetch (id, report_id, url, status, updated_at)
        select gen_random_uuid(), $1, 'https://example.org/' || n, 'FETCHED',
          now() - d * interval '1 day'
        """
            + days,
        report);
    database.query(
        """
        insert into media_fetch (id, report_id, url, due_at, updated_at)
        values (gen_random_uuid(), $1, 'https://example.org/waiting', now() + interval '1 day',
          now() - interval '1 year')
        """,
        report);

    lease.release("retention").await().atMost(PATIENCE);
    Cleaning.run(retention).await().atMost(PATIENCE);

    assertThat(Cleaning.tables(retention)).contains("item_demand", "demand_order", "media_fetch");
    assertThat(database.count("select count(*) from item_demand where store = $1", store))
        .isBetween(400L * PER_DAY, 402L * PER_DAY);
    assertThat(
            database.count(
                "select count(*) from demand_order where updated_at < now() - interval '401 days'"))
        .isZero();
    assertThat(
            database.count(
                "select count(*) from media_fetch where report_id = $1 and status = 'FETCHED'",
                report))
        .isBetween(90L * PER_DAY, 92L * PER_DAY);
    assertThat(
            database.count(
                "select count(*) from media_fetch where report_id = $1 and status = 'PENDING'",
                report))
        .isEqualTo(1);
  }
}
