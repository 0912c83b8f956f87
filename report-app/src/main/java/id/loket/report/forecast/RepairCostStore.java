package id.loket.report.forecast;

import id.loket.kit.money.Money;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/** What a repair costs, as the categories say. */
@Singleton
class RepairCostStore {
  private final Pool pool;

  RepairCostStore(Pool pool) {
    this.pool = pool;
  }

  /** By category code; without those nobody has said it of. */
  Uni<Map<String, Money>> all() {
    return pool.query(
            """
            select code, repair_cost_amount, repair_cost_currency from category
            where deleted_at is null and repair_cost_amount > 0
            """)
        .execute()
        .map(
            rows -> {
              Map<String, Money> costs = new HashMap<>();
              rows.forEach(
                  row ->
                      costs.put(
                          row.getString("code"),
                          new Money(
                              row.getLong("repair_cost_amount"),
                              row.getString("repair_cost_currency"))));
              return costs;
            });
  }
}
