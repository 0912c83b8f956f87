package id.loket.gateway.upstream;

/**
 * Leaves a replica alone that keeps failing. <i>Closed</i>: requests pass. After so many failures
 * in a row <i>open</i>: none passes for a while. Then <i>trying</i>: one passes, and decides.
 */
final class Breaker {
  private final int threshold;
  private final long restNanos;
  private int failures;
  private long openUntil;
  private boolean open;
  private boolean trying;

  /**
   * @param threshold failures in a row after which it opens
   * @param restNanos how long it stays open
   */
  Breaker(int threshold, long restNanos) {
    this.threshold = threshold;
    this.restNanos = restNanos;
  }

  /** Whether a request could pass now. */
  synchronized boolean lets(long now) {
    return !open || (!trying && now - openUntil >= 0);
  }

  /** Lets a request pass, or not. One that passes must be told back, once. */
  synchronized boolean enter(long now) {
    if (!lets(now)) {
      return false;
    }
    trying = open;
    return true;
  }

  /** The replica answered. */
  synchronized void succeeded() {
    failures = 0;
    open = false;
    trying = false;
  }

  /** It did not. */
  synchronized void failed(long now) {
    failures++;
    if (trying || failures >= threshold) {
      open = true;
      trying = false;
      openUntil = now + restNanos;
    }
  }

  /** Nobody knows: whoever asked went away. */
  synchronized void abandoned() {
    trying = false;
  }

  synchronized boolean isOpen() {
    return open;
  }
}
