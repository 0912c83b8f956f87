package id.loket.kit.limit;

import java.time.Duration;

/**
 * So many requests in so long, at once or spread over it.
 *
 * @param name as {@code RateLimit} headers name it
 * @param requests how many may come in one window
 * @param window how long it takes until all of the quota is back
 */
public record Quota(String name, int requests, Duration window) {
  public Quota {
    if (requests < 1 || window.toMillis() < 1) {
      throw new IllegalArgumentException(name + " needs a positive number per a positive time");
    }
  }

  /** The share of the window that one request takes, in microseconds. */
  public long stepMicros() {
    return Math.max(1, windowMicros() / requests);
  }

  public long windowMicros() {
    return window.toNanos() / 1_000;
  }
}
