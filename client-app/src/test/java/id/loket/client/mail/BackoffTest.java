package id.loket.client.mail;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @Property
  void waitsNeitherTooShortNorLongerThanTheCap(
      @ForAll @IntRange(min = 1, max = 100_000) int attempts, @ForAll long seed) {
    Duration wait = Backoff.after(attempts, FIRST, LONGEST, new Random(seed));
    assertTrue(wait.compareTo(LONGEST) <= 0);
    assertTrue(wait.compareTo(FIRST.multipliedBy(8).dividedBy(10)) >= 0);
  }

  @Property
  void doublesUntilTheCap(@ForAll @IntRange(min = 1, max = 6) int attempts, @ForAll long seed) {
    Duration wait = Backoff.after(attempts, FIRST, LONGEST, new Random(seed));
    Duration full = FIRST.multipliedBy(1L << (attempts - 1));
    assertTrue(wait.compareTo(full) <= 0);
    assertTrue(wait.compareTo(full.multipliedBy(8).dividedBy(10)) >= 0);
  }
}
