package id.loket.media.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A sender that is far too slow does not hold a place for ever. */
class PacedBodyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final AtomicLong now = new AtomicLong();

  @Test
  void whoSendsAByteNowAndThenBreaksOffAfterAWhile() throws IOException {
    PacedBody body =
        new PacedBody(new ByteArrayInputStream(new byte[100]), 1000, PATIENCE, now::get);
    for (int second = 0; second < 10; second++) {
      now.addAndGet(Duration.ofSeconds(1).toNanos());
      assertThat(body.read()).isZero();
    }
    now.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasMessageContaining("slow");
  }

  @Test
  void whoIsFastEnoughIsReadToTheEnd() throws IOException {
    PacedBody body =
        new PacedBody(new ByteArrayInputStream(new byte[100_000]), 1000, PATIENCE, now::get);
    byte[] some = new byte[1500];
    int all = 0;
    for (int read = body.read(some); read >= 0; read = body.read(some)) {
      all += read;
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    assertThat(all).isEqualTo(100_000);
  }

  @Test
  void nobodyTakesAllPlaces() {
    Places places = new Places(5, 2);

    assertThat(places.take("one")).isTrue();
    assertThat(places.take("one")).isTrue();
    assertThat(places.take("one")).as("a third of one").isFalse();
    assertThat(places.take("two")).isTrue();
    assertThat(places.take("two")).isTrue();
    assertThat(places.take("three")).isTrue();
    assertThat(places.take("three")).as("all are taken").isFalse();
    places.release("one");
    assertThat(places.take("three")).isTrue();
  }
}
