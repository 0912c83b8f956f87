package id.loket.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.gateway.upstream.Breaker.Pass;
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
    assertThat(breaker.enter(1)).isNotEqualTo(Pass.NO);
    breaker.succeeded();
    fail(breaker, 2);
    fail(breaker, 3);

    assertThat(breaker.enter(4)).isEqualTo(Pass.NO);
    assertThat(breaker.enter(3 + REST)).isNotEqualTo(Pass.NO);
    assertThat(breaker.enter(3 + REST)).as("one at a time").isEqualTo(Pass.NO);
    breaker.failed(3 + REST, true);
    assertThat(breaker.enter(4 + REST)).isEqualTo(Pass.NO);
    assertThat(breaker.enter(3 + 2 * REST)).isNotEqualTo(Pass.NO);
    breaker.succeeded();
    assertThat(breaker.enter(4 + 2 * REST)).isNotEqualTo(Pass.NO);
    assertThat(breaker.enter(4 + 2 * REST)).isNotEqualTo(Pass.NO);
  }

  @Test
  void aTrialNobodyHeardTheEndOfIsFollowedByAnother() {
    Breaker breaker = new Breaker(1, REST);
    fail(breaker, 0);
    assertThat(breaker.enter(REST)).isNotEqualTo(Pass.NO);

    breaker.abandoned(true);

    assertThat(breaker.enter(REST)).isNotEqualTo(Pass.NO);
  }

  /** One request of before it opened, given up late, is not the one that is tried now. */
  @Test
  void whatWasSentBeforeItOpenedDecidesNothing() {
    Breaker breaker = new Breaker(1, REST);
    fail(breaker, 0);
    assertThat(breaker.enter(REST)).isEqualTo(Pass.TRIAL);

    breaker.abandoned(false);
    breaker.failed(REST + 1, false);

    assertThat(breaker.enter(REST + 2)).as("one is being tried").isEqualTo(Pass.NO);
    breaker.failed(REST + 3, true);
    assertThat(breaker.enter(2 * REST + 2)).isEqualTo(Pass.NO);
    assertThat(breaker.enter(2 * REST + 3)).isEqualTo(Pass.TRIAL);
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
      Pass pass = breaker.enter(now);
      if (pass != Pass.NO) {
        switch (outcome) {
          case 0 -> breaker.succeeded();
          case 1 -> breaker.failed(now, pass == Pass.TRIAL);
          default -> breaker.abandoned(pass == Pass.TRIAL);
        }
      }
    }

    assertThat(breaker.enter(now + REST)).isNotEqualTo(Pass.NO);
    breaker.succeeded();
    assertThat(breaker.isOpen()).isFalse();
  }

  private static void fail(Breaker breaker, long now) {
    assertThat(breaker.enter(now)).isNotEqualTo(Pass.NO);
    breaker.failed(now, false);
  }
}
