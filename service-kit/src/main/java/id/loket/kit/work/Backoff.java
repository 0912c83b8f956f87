package id.loket.kit.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failed attempt: doubling up to a cap, then spread downwards by a fifth,
 * so that what failed together is not tried again together.
 *
 * @param first the wait after the first failure
 * @param longest the cap
 */
public record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 30;
  private static final double SPREAD = 0.2;

  /**
   * The wait.
   *
   * @param attempts attempts that have failed, this one too; at least 1
   */
  public Duration after(int attempts) {
    return after(attempts, ThreadLocalRandom.current());
  }

  Duration after(int attempts, RandomGenerator random) {
    int doublings = Math.clamp(attempts - 1L, 0, MOST_DOUBLINGS);
    double capped = Math.min(first.toMillis() * Math.pow(2, doublings), longest.toMillis());
    return Duration.ofMillis((long) (capped * (1 - SPREAD * random.nextDouble())));
  }
}
