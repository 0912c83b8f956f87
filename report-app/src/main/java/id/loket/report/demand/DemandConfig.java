package id.loket.report.demand;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is remembered of orders. */
@ConfigMapping(prefix = "loket.demand")
public interface DemandConfig {
  /**
   * For how many days what was ordered is kept, and which orders are counted in it: more than
   * forecasts look back. Set by {@code LOKET_DEMAND_KEEP_DAYS}.
   */
  @WithDefault("400")
  int keepDays();
}
