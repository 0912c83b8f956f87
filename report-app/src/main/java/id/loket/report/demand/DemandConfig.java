package id.loket.report.demand;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is remembered of orders. */
@ConfigMapping(prefix = "loket.demand")
public interface DemandConfig {
  /**
   * How long what was ordered is kept, and which orders are counted in it: longer than the 90 days
   * forecasts look back. Set by {@code LOKET_DEMAND_KEEP}.
   */
  @WithDefault("400d")
  Duration keep();
}
