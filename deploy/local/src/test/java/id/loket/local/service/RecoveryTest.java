package id.loket.local.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private final Recovery recovery = new Recovery();
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void pausesGrowToHalfAMinuteWhileItKeepsDying() {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      pauses.add(secondsUntilDue());
      recovery.begin(now);
      recovery.end(now);
    }
    assertEquals(List.of(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L), pauses);
  }

  @Test
  void aLongQuietTimeIsForgiven() {
    for (int i = 0; i < 5; i++) {
      secondsUntilDue();
      recovery.begin(now);
      recovery.end(now);
    }
    now = now.plus(Duration.ofMinutes(5));
    recovery.begin(now);
    recovery.end(now);

    assertEquals(1, secondsUntilDue());
  }

  @Test
  void oneTryAtATime() {
    recovery.begin(now);

    assertFalse(recovery.isDue(now.plus(Duration.ofHours(1))));

    recovery.end(now);
    assertTrue(recovery.isDue(now.plus(Duration.ofHours(1))));
  }

  private long secondsUntilDue() {
    long seconds = 0;
    while (!recovery.isDue(now)) {
      now = now.plusSeconds(1);
      seconds++;
    }
    return seconds;
  }
}
