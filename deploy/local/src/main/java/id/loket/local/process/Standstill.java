package id.loket.local.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long something that is waited for has shown no sign of moving. A slow or busy machine is no
 * reason to give up on it; ten minutes without a sign are.
 */
public final class Standstill {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final LongSupplier clock;
  private Object last;
  private long movedAt;

  /**
   * Begins now.
   *
   * @param clock of {@link System#nanoTime}
   */
  public Standstill(LongSupplier clock) {
    this.clock = clock;
    this.movedAt = clock.getAsLong();
  }

  /**
   * Takes note of what shows whether it moves.
   *
   * @return for how long that has been the same
   */
  public Duration since(Object sign) {
    long now = clock.getAsLong();
    if (!sign.equals(last)) {
      last = sign;
      movedAt = now;
    }
    return Duration.ofNanos(now - movedAt);
  }

  /** Whether that is too long to go on waiting. */
  public static boolean isTooLong(Duration still) {
    return still.compareTo(LONGEST) >= 0;
  }
}
