package id.loket.kit.limit;

/**
 * The arithmetic of a limit (GCRA): one number per caller, the time at which its bucket is empty
 * again. Each admitted request pushes it on by one step; a request that would push it further than
 * a window from now is refused. All times in microseconds.
 */
public final class LeakyBucket {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private LeakyBucket() {}

  /** When the bucket is empty after one more request. */
  public static long after(Quota quota, long emptyAt, long now) {
    return Math.max(emptyAt, now) + quota.stepMicros();
  }

  public static boolean admits(Quota quota, long emptyAtAfter, long now) {
    return emptyAtAfter - quota.windowMicros() <= now;
  }

  /**
   * What to tell the caller.
   *
   * @param emptyAt of the bucket as it is now, this request included if it was admitted
   */
  public static Verdict verdict(Quota quota, boolean admitted, long emptyAt, long now) {
    long room = now + quota.windowMicros() - emptyAt;
    int remaining = (int) Math.clamp(room / quota.stepMicros(), 0, quota.requests());
    // Never earlier than the moment at which a request is admitted: Retry-After is told from it.
    long wait = remaining > 0 ? emptyAt - now : quota.stepMicros() - room;
    return new Verdict(quota, admitted, admitted ? remaining : 0, seconds(Math.max(0, wait)));
  }

  private static long seconds(long micros) {
    return (micros + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND;
  }
}
