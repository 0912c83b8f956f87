package id.loket.report.demand;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@ReportAppTest
class DemandRetentionTest {
  @Inject DemandRetention retention;

  private final Database database = new Database();
  private final String store = "Toko " + UUID.randomUUID();

  @Test
  void whatIsOlderThanForecastsLookBackIsForgottenAndNothingElse() {
    // more than is forgotten at once
    database.query(
        """
        insert into item_demand (store, item, day, quantity)
        select $1, 'Kaus ' || n, current_date - 500, 1 from generate_series(1, 4500) as n
        """,
        store);
    database.query(
        """
        insert into item_demand (store, item, day, quantity)
        select $1, 'Kaus', current_date - 90 + n, 1 from generate_series(0, 90) as n
        """,
        store);
    UUID old = order("500 days");
    UUID young = order("90 days");

    retention.run().await().atMost(Duration.ofSeconds(60));

    assertThat(
            database.count(
                "select count(*) from item_demand where store = $1 and day < current_date - 401",
                store))
        .isZero();
    assertThat(database.count("select count(*) from item_demand where store = $1", store))
        .isEqualTo(91);
    assertThat(database.count("select count(*) from demand_order where order_id = $1", old))
        .isZero();
    assertThat(database.count("select count(*) from demand_order where order_id = $1", young))
        .isEqualTo(1);
  }

  private UUID order(String age) {
    UUID id = UUID.randomUUID();
    database.query(
        """
        insert into demand_order (order_id, status, updated_at)
        values ($1, 'COUNTED', now() - $2::text::interval)
        """,
        id,
        age);
    return id;
  }
}
