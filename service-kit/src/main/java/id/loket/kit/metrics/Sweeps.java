package id.loket.kit.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what sweeps take up: work that was due, or that somebody left half-way. */
public final class Sweeps {
  private Sweeps() {}

  /**
   * The counter of one sweep, there from the start so that nothing taken up shows as 0.
   *
   * @param sweep what it takes up, in kebab case
   */
  public static Counter counter(MeterRegistry metrics, String sweep) {
    return Counter.builder("loket.sweep.items")
        .description("taken up by a sweep")
        .tag("sweep", sweep)
        .register(metrics);
  }
}
