package id.loket.payment.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalLong;

/** How the simulated payment gateway behaves. */
@ConfigMapping(prefix = "loket.payment.simulation")
public interface SimulationConfig {
  /** How long a charge takes. */
  @WithDefault("500ms")
  Duration latency();

  /** Which share of charges is refused, 0 to 1. */
  @WithDefault("0.1")
  double failureRate();

  /** The same seed gives the same sequence of outcomes after every start; random without one. */
  OptionalLong seed();

  /**
   * Whether payers may choose the outcome by the methods {@code simulated-success} and {@code
   * simulated-failure}. For development and tests.
   */
  @WithDefault("false")
  boolean methodsEnabled();
}
