package id.loket.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long REST = 100;

  @Test
  void opensAfterSoManyFailuresInARowAndTriesOneAfterItsRest() {
    Breaker breaker = new Breaker(2, REST);
    fail(breaker, 0);
    assertThat(breaker.enter(1)).isTrue();
    breaker.succeeded();
    fail(breaker, 2);
    fail(breaker, 3);

    assertThat(breaker.enter(4)).isFalse();
    assertThat(breaker.enter(3 + REST)).isTrue();
    assertThat(breaker.enter(3 + REST)).as("one at a time").isFalse();
    breaker.failed(3 + REST);
    assertThat(breaker.enter(4 + REST)).isFalse();
    assertThat(breaker.enter(3 + 2 * REST)).isTrue();
    breaker.succeeded();
    assertThat(breaker.enter(4 + 2 * REST)).isTrue();
    assertThat(breaker.enter(4 + 2 * REST)).isTrue();
  }

  @Test
  void aTrialNobodyHeardTheEndOfIsFollowedByAnother() {
    Breaker breaker = new Breaker(1, REST);
    fail(breaker, 0);
    assertThat(breaker.enter(REST)).isTrue();

    breaker.abandoned();

    assertThat(breaker.enter(REST)).isTrue();
  }

  /** Whatever happens, a replica that answers again is asked again. */
  @Property
  void neverStaysOpenForEver(
      @ForAll @IntRange(min = 1, max = 5) int threshold,
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 2) Integer> outcomes) {
    Breaker breaker = new Breaker(threshold, REST);
    long now = 0;
    for (int outcome : outcomes) {
      now += 40;
      if (breaker.enter(now)) {
        switch (outcome) {
          case 0 -> breaker.succeeded();
          case 1 -> breaker.failed(now);
          default -> breaker.abandoned();
        }
      }
    }

    assertThat(breaker.enter(now + REST)).isTrue();
    breaker.succeeded();
    assertThat(breaker.isOpen()).isFalse();
  }

  private static void fail(Breaker breaker, long now) {
    assertThat(breaker.enter(now)).isTrue();
    breaker.failed(now);
  }
}
