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
  synchronized Pass enter(long now) {
    if (!lets(now)) {
      return Pass.NO;
    }
    trying = open;
    return open ? Pass.TRIAL : Pass.YES;
  }

  /** The replica answered. */
  synchronized void succeeded() {
    failures = 0;
    open = false;
    trying = false;
  }

  /** It did not. What was sent before it opened decides nothing any more. */
  synchronized void failed(long now, boolean trial) {
    failures++;
    if (trial || !open && failures >= threshold) {
      open = true;
      trying = false;
      openUntil = now + restNanos;
    }
  }

  /** Nobody knows: whoever asked went away. */
  synchronized void abandoned(boolean trial) {
    if (trial) {
      trying = false;
    }
  }

  synchronized boolean isOpen() {
    return open;
  }

  /** Whether a request passes. */
  enum Pass {
    NO,
    YES,
    /** It passes, and decides. */
    TRIAL
  }
}
