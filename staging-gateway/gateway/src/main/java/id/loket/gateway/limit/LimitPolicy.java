package id.loket.gateway.limit;

import java.time.Duration;

/**
 * So much in so long, for each address, user or key.
 *
 * @param name as routes and {@code RateLimit} headers name it
 * @param per whose requests are counted together
 * @param quota how many requests may come in one window, at once or spread over it
 * @param window how long it takes until all of the quota is back
 */
public record LimitPolicy(String name, Per per, int quota, Duration window) {

  /** Whose requests are counted together. */
  public enum Per {
    /** Of one network address (of IPv6: one /64). */
    ADDRESS,
    /** Of one network address, where nobody is signed in; whoever is, is not counted. */
    ANONYMOUS,
    /** Of one user or device; of an address where nobody is signed in. */
    USER,
    /** Of one API key; of an address where none is sent. */
    KEY
  }

  public LimitPolicy {
    if (quota < 1 || window.toMillis() < 1) {
      throw new IllegalArgumentException("a limit is a positive number per a positive time");
    }
  }

  /** The share of the window that one request takes, in microseconds. */
  long stepMicros() {
    return Math.max(1, windowMicros() / quota);
  }

  long windowMicros() {
    return window.toNanos() / 1_000;
  }
}
