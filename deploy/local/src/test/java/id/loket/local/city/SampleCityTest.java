package id.loket.local.city;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SampleCityTest {
  private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");
  private static List<SampleReport> year;

  @BeforeAll
  static void tellAYear() {
    year = tell(SampleCity.USUAL_SEED);
  }

  @Test
  void aYearHasAtLeastFiftyThousandReports() {
    assertTrue(year.size() >= 50_000, "only " + year.size());
    assertTrue(year.size() <= 70_000, "as many as " + year.size());
  }

  @Test
  void theSameSeedTellsTheSameAndAnotherAnother() {
    assertEquals(year, tell(SampleCity.USUAL_SEED));
    assertNotEquals(year.subList(0, 50), tell(7).subList(0, 50));
  }

  @Test
  void rainFillsTheDrains() {
    long january = drainsIn(1);
    long july = drainsIn(7);

    assertTrue(january > 3 * july, january + " in January, " + july + " in July");
  }

  @Test
  void damageGathersInHotSpots() {
    Map<String, Long> squares =
        year.stream()
            .filter(report -> report.lat() != null)
            .collect(
                Collectors.groupingBy(
                    report -> "%.2f %.2f".formatted(report.lat(), report.lon()),
                    Collectors.counting()));
    long fullest = squares.values().stream().mapToLong(Long::longValue).max().orElseThrow();

    assertTrue(fullest > 5L * year.size() / squares.size());
  }

  @Test
  void nothingHappensAfterTheEndAndOldDamageIsMostlyRepaired() {
    Instant threeMonthsAgo = END.minus(Duration.ofDays(90));
    List<SampleReport> old =
        year.stream().filter(report -> report.createdAt().isBefore(threeMonthsAgo)).toList();
    long closed = old.stream().filter(report -> report.closedAt() != null).count();

    assertTrue(year.stream().noneMatch(report -> report.updatedAt().isAfter(END)));
    assertTrue(closed > 0.9 * old.size());
  }

  @Test
  void everyReportHasAnIdOfItsOwn() {
    HashSet<Object> ids = new HashSet<>();
    year.forEach(report -> assertTrue(ids.add(report.id())));
    assertEquals(7, year.getFirst().id().version());
    assertEquals(2, year.getFirst().id().variant());
  }

  private static long drainsIn(int month) {
    return year.stream()
        .filter(report -> report.damage() == Damage.BLOCKED_DRAIN)
        .filter(
            report -> report.createdAt().atOffset(ZoneOffset.ofHours(7)).getMonthValue() == month)
        .count();
  }

  private static List<SampleReport> tell(long seed) {
    List<SampleReport> reports = new ArrayList<>();
    new SampleCity(seed, END, SampleCity.USUAL_PER_YEAR).tell(1, reports::add);
    return reports;
  }
}
