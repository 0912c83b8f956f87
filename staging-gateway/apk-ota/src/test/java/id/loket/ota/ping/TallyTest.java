package id.loket.ota.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void whoSucceedsAtLastHasIt() {
    assertThat(Tally.of(Set.of("a", "b"), Set.of("b", "c"))).isEqualTo(new Tally(2, 1));
  }

  @Test
  void fewReportsAlarmNobody() {
    assertThat(new Tally(0, 19).isAlarming(10, 20)).isFalse();
    assertThat(new Tally(0, 20).isAlarming(10, 20)).isTrue();
  }

  @Test
  void onlyMoreThanTheShareAlarms() {
    assertThat(new Tally(90, 10).isAlarming(10, 20)).isFalse();
    assertThat(new Tally(89, 11).isAlarming(10, 20)).isTrue();
  }
}
