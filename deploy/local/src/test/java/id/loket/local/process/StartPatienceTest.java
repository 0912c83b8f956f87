package id.loket.local.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.local.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartPatienceTest {
  @TempDir Path data;
  private final AtomicLong clock = new AtomicLong();
  private final List<String> told = new ArrayList<>();
  private ChildProcess slow;
  private StartPatience patience;

  @BeforeEach
  void begin() throws IOException {
    slow =
        ChildProcess.start(new Launch("slow", List.of("sleep", "600"), data), RunFolder.in(data));
    patience = new StartPatience("slow", told::add, clock::get);
  }

  @AfterEach
  void end() {
    slow.kill();
  }

  @Test
  void whatMovesIsWaitedForHoweverSlowlyAndWhatItWaitsForIsTold() {
    for (String next : List.of("PostgreSQL", "RabbitMQ", "its tables", "its queues")) {
      passes(Duration.ofMinutes(9));
      patience.notYet(List.of(slow), next);
    }

    assertEquals("  slow        still starting after 540 s: PostgreSQL", told.getFirst());
  }

  @Test
  void whatStandsStillForTenMinutesIsGivenUpWithTheReason() {
    passes(Duration.ofSeconds(1));
    patience.notYet(List.of(slow), "PostgreSQL");
    passes(Duration.ofMinutes(10).minusSeconds(1));
    patience.notYet(List.of(slow), "PostgreSQL");
    passes(Duration.ofSeconds(1));

    StackException failure =
        assertThrows(StackException.class, () -> patience.notYet(List.of(slow), "PostgreSQL"));

    assertTrue(failure.getMessage().contains("nothing has moved (PostgreSQL)"));
  }

  @Test
  void whatHasEndedIsToldAtOnce() {
    slow.kill();

    StackException failure =
        assertThrows(StackException.class, () -> patience.notYet(List.of(slow), "PostgreSQL"));

    assertTrue(failure.getMessage().contains("while it was starting"));
  }

  private void passes(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
