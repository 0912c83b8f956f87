package id.loket.payment.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How payments under way are looked after. */
@ConfigMapping(prefix = "loket.payment.processing")
public interface PaymentConfig {
  /** How often payments whose worker died are looked for. */
  @WithDefault("5s")
  Duration sweepEvery();

  /** How long a payment may be under way before another worker takes it up. */
  @WithDefault("15s")
  Duration takeUpAfter();

  /** How many payments one replica processes at a time; more wait for the sweep. */
  @WithDefault("1000")
  int atOnce();

  /** How long the gateway has to answer a charge; then it is asked again, which charges once. */
  @WithDefault("1m")
  Duration chargeTimeout();

  /** How long the gateway has to give money back; asking it again gives it back once. */
  @WithDefault("10s")
  Duration refundTimeout();
}
