package id.loket.report.demand;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * How long what was ordered is kept: longer than forecasts look back. A cancellation that comes
 * later still takes nothing away from anything: its day is forgotten too.
 */
@Singleton
class DemandLife {
  @Produces
  @Singleton
  static RowLife days(DemandConfig config) {
    return RowLife.of("item_demand", "day", config.keep());
  }

  @Produces
  @Singleton
  static RowLife orders(DemandConfig config) {
    return RowLife.of("demand_order", "updated_at", config.keep());
  }
}
