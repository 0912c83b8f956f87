package id.loket.kit.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10));

  @Test
  void waitsDoubleUpToTheCap() {
    assertThat(BACKOFF.after(1, () -> 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(BACKOFF.after(2, () -> 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(BACKOFF.after(5, () -> 0)).isEqualTo(Duration.ofSeconds(16));
    assertThat(BACKOFF.after(100, () -> 0)).isEqualTo(Duration.ofMinutes(10));
  }

  @Property
  void noWaitIsLongerThanTheCapNorShorterThanFourFifths(@ForAll @IntRange(min = 0) int attempts) {
    assertThat(BACKOFF.after(attempts)).isBetween(Duration.ofMillis(800), Duration.ofMinutes(10));
  }
}
