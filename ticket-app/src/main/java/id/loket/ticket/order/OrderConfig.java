package id.loket.ticket.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Times of orders. */
@ConfigMapping(prefix = "loket.order")
public interface OrderConfig {
  /** How long an order can be paid once its invoice is issued. */
  @WithDefault("15m")
  Duration paymentWindow();

  /** How long a step may take before an alarm is raised: set by {@code LOKET_ORDER_STEP_LIMIT}. */
  @WithDefault("1m")
  Duration stepLimit();
}
