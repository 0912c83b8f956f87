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

  /**
   * How long the invoice of an order may take; one that nobody has billed by then ends, and its
   * items are back in stock: set by {@code LOKET_ORDER_BILLING_LIMIT}.
   */
  @WithDefault("1h")
  Duration billingLimit();

  /** How long after its end an order waits for payment-app's word before a person is called. */
  @WithDefault("10m")
  Duration settlementPatience();

  /** A replica that asks payment-app about an order is taken for alive so long. */
  @WithDefault("30s")
  Duration lease();

  /** The longest wait between two questions about a payment. */
  @WithDefault("1m")
  Duration longestBackOff();

  /** How long it is kept whose order it was: as long as book-keeping law may ask for it. */
  @WithDefault("3660d")
  Duration usersKept();
}
