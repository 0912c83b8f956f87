package id.loket.ticket.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where payment-app is. */
@ConfigMapping(prefix = "loket.payment")
public interface PaymentConfig {
  /** Base URL of payment-app. */
  String url();

  /** How long one call may take. */
  @WithDefault("5s")
  Duration timeout();
}
