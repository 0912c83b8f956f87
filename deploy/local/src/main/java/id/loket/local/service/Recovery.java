package id.loket.local.service;

import java.time.Duration;
import java.time.Instant;

/**
 * When something that keeps dying may be started again: 1, 2, 4 … 30 seconds after the last try.
 */
final class Recovery {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);

  private Duration pause = Duration.ZERO;
  private Instant lastTry = Instant.MIN;
  private boolean underWay;

  synchronized boolean isDue(Instant now) {
    return !underWay && (lastTry.equals(Instant.MIN) || !now.isBefore(lastTry.plus(pause)));
  }

  synchronized void begin(Instant now) {
    underWay = true;
    boolean longAgo =
        lastTry.equals(Instant.MIN) || now.isAfter(lastTry.plus(pause).plus(FORGIVEN_AFTER));
    Duration doubled = pause.multipliedBy(2);
    if (longAgo || doubled.isZero()) {
      pause = SHORTEST;
    } else {
      pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }
  }

  synchronized void end(Instant now) {
    underWay = false;
    lastTry = now;
  }
}
