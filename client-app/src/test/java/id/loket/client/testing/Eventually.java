package id.loket.client.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what happens in the background, looking often and giving it plenty of time. */
public final class Eventually {
  private static final Duration LONGEST = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Eventually() {}

  /** The value as soon as there is one. */
  public static <T> T get(String what, Supplier<Optional<T>> look) {
    Instant end = Instant.now().plus(LONGEST);
    while (Instant.now().isBefore(end)) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new AssertionError("waited in vain for " + what);
  }

  /** Returns as soon as it is true. */
  public static void until(String what, Supplier<Boolean> isTrue) {
    get(what, () -> isTrue.get() ? Optional.of(true) : Optional.empty());
  }
}
