package id.loket.kit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForgettingTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<Integer> old = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
  private final Forgetting forgetting =
      Forgetting.oneByOne(
          "numbers",
          most -> Uni.createFrom().item(() -> List.copyOf(old.subList(0, Math.min(most, size())))),
          this::forget);
  private boolean all;

  @Test
  void whatCannotBeForgottenKeepsNothingElseFromIt() {
    int rounds = 0;
    while (forgetting.some().apply(1000).await().atMost(LONG)) {
      rounds++;
    }

    assertThat(old).containsExactly(0, 10, 20, 30, 40);
    assertThat(rounds).isPositive();
  }

  @Test
  void whenNothingCanBeForgottenItIsNotTriedForEver() {
    all = true;

    assertThat(forgetting.some().apply(1000).await().atMost(LONG)).isFalse();
  }

  private int size() {
    return old.size();
  }

  private Uni<Void> forget(Integer number) {
    return all || number % 10 == 0
        ? Uni.createFrom().failure(new IllegalStateException("stays"))
        : Uni.createFrom().voidItem().invoke(() -> old.remove(number));
  }
}
