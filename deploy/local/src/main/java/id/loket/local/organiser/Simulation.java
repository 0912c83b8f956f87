package id.loket.local.organiser;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides which holds the organiser refuses and how long it takes to answer.
 *
 * <p>The n-th decision depends on the seed and n alone: the same seed gives the same outcomes,
 * however the requests overlap.
 */
final class Simulation {
  // What SplittableRandom itself adds from number to number: this is its n-th number, at once.
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final double failureRate;
  private final Duration latency;
  private final long seed;
  private final AtomicLong decisions;

  /**
   * @param failureRate share of refused holds, 0 to 1
   */
  Simulation(double failureRate, Duration latency, long seed) {
    this(failureRate, latency, seed, new AtomicLong());
  }

  private Simulation(double failureRate, Duration latency, long seed, AtomicLong decisions) {
    if (!(failureRate >= 0 && failureRate <= 1)) {
      throw new IllegalArgumentException("failureRate must be between 0 and 1");
    }
    if (latency.isNegative() || latency.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("latency must be between 0 and 10 minutes");
    }
    this.failureRate = failureRate;
    this.latency = latency;
    this.seed = seed;
    this.decisions = decisions;
  }

  /** Another rate and latency in the same row of decisions. */
  Simulation changed(double otherRate, Duration otherLatency) {
    return new Simulation(otherRate, otherLatency, seed, decisions);
  }

  double failureRate() {
    return failureRate;
  }

  Duration latency() {
    return latency;
  }

  long seed() {
    return seed;
  }

  /** Takes the next decision. */
  boolean refusesNext() {
    long n = decisions.getAndIncrement();
    return new SplittableRandom(seed + n * STEP).nextDouble() < failureRate;
  }
}
