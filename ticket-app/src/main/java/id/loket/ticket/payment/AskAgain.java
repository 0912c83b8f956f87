package id.loket.ticket.payment;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before another system is asked the same again: longer each time, up to a cap. */
public final class AskAgain {
  private static final int DOUBLINGS = 10;
  private static final long FIRST_MILLIS = 500;

  private AskAgain() {}

  /**
   * The wait, with jitter.
   *
   * @param asked how often it was asked already
   */
  public static Duration after(int asked, Duration cap) {
    long wait = Math.min(cap.toMillis(), FIRST_MILLIS << Math.min(asked, DOUBLINGS));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(wait / 2, wait + 1));
  }
}
