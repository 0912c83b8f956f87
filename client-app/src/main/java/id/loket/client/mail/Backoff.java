package id.loket.client.mail;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after a failed attempt: doubling up to a cap, spread by a fifth. */
final class Backoff {
  private static final int MOST_DOUBLINGS = 30;
  private static final double SPREAD = 0.2;

  private Backoff() {}

  /**
   * The wait.
   *
   * @param attempts attempts that have failed, at least 1
   */
  static Duration after(int attempts, Duration first, Duration longest, RandomGenerator random) {
    int doublings = Math.min(attempts - 1, MOST_DOUBLINGS);
    double wanted = first.toMillis() * Math.pow(2, doublings);
    double capped = Math.min(wanted, longest.toMillis());
    return Duration.ofMillis((long) (capped * (1 - SPREAD * random.nextDouble())));
  }
}
