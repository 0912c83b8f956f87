package id.loket.local.command;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.local.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildingTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  @TempDir Path target;
  private final AtomicInteger minute = new AtomicInteger();

  @Test
  void aSlowBuildIsWaitedForAsLongAsItWrites() throws Exception {
    Building building = Building.in(target, () -> passes(20, "0 package"));

    building.await();

    assertTrue(minute.get() >= 20);
  }

  @Test
  void oneThatFailedEndsTheStart() {
    Building building = Building.in(target, () -> passes(2, "1 package"));

    String told = assertThrows(StackException.class, building::await).getMessage();

    assertTrue(told.contains("could not be built") && told.contains("build.log"));
  }

  @Test
  void oneThatStandsStillForTenMinutesIsGivenUp() {
    Building building = Building.in(target, () -> minute.getAndIncrement() * MINUTE);

    String told = assertThrows(StackException.class, building::await).getMessage();

    assertTrue(told.contains("stands still"));
  }

  /** A minute passes, and the build writes a line; after so many it ends. */
  private long passes(int minutes, String status) {
    try {
      Files.writeString(target.resolve("build.log"), "-".repeat(minute.get()));
      if (minute.incrementAndGet() == minutes) {
        Files.writeString(target.resolve("build.status"), status);
      }
      return minute.get() * MINUTE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
