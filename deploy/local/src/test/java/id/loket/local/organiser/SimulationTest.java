package id.loket.local.organiser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  @Test
  void aFifthIsRefused() {
    Simulation simulation = new Simulation(0.2, Duration.ZERO, 1);

    long refused = IntStream.range(0, 10_000).filter(n -> simulation.refusesNext()).count();

    assertTrue(refused > 1850 && refused < 2150, "of 10000: " + refused);
  }

  @Test
  void changingTheRateGoesOnInTheSameRow() {
    Simulation steady = new Simulation(0.5, Duration.ZERO, 9);
    Simulation before = new Simulation(0.5, Duration.ZERO, 9);

    List<Boolean> expected = next(steady, 20);
    List<Boolean> first = next(before, 10);
    List<Boolean> rest = next(before.changed(0.5, Duration.ofSeconds(1)), 10);

    assertEquals(expected.subList(0, 10), first);
    assertEquals(expected.subList(10, 20), rest);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Simulation(1.1, Duration.ZERO, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new Simulation(Double.NaN, Duration.ZERO, 0));
    assertThrows(IllegalArgumentException.class, () -> new Simulation(0, Duration.ofHours(1), 0));
  }

  @Test
  void durationsAreReadAsTheSettingsWriteThem() {
    assertEquals(Duration.ofMillis(500), Durations.parse("500ms"));
    assertEquals(Duration.ofSeconds(1), Durations.parse("1s"));
    assertEquals(Duration.ofMinutes(15), Durations.parse("15m"));
    assertEquals(Duration.ofSeconds(2), Durations.parse("PT2S"));
    assertThrows(IllegalArgumentException.class, () -> Durations.parse("soon"));
  }

  private static List<Boolean> next(Simulation simulation, int count) {
    return IntStream.range(0, count).mapToObj(n -> simulation.refusesNext()).toList();
  }
}
