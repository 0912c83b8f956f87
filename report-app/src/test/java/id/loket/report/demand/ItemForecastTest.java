package id.loket.report.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ItemForecastTest {
  private static final LocalDate TODAY = LocalDate.of(2027, 3, 1);

  @Test
  void whatIsOrderedEveryDayIsExpectedEveryDay() {
    Map<LocalDate, Long> perDay = new HashMap<>();
    for (int age = 0; age < 60; age++) {
      perDay.put(TODAY.minusDays(age), 4L);
    }

    ItemForecast forecast = ItemForecast.of("Makassar", "Kaus", perDay, TODAY, 1, 7);

    assertThat(forecast.expected()).isEqualTo(28);
    assertThat(forecast.atLeast()).isBetween(15, 28);
    assertThat(forecast.atMost()).isBetween(28, 45);
    assertThat(forecast.knownDays()).isEqualTo(60);
  }

  @Test
  void todayCountsAsWhatHasPassedOfIt() {
    Map<LocalDate, Long> perDay = new HashMap<>();
    for (int age = 1; age < 60; age++) {
      perDay.put(TODAY.minusDays(age), 8L);
    }
    ItemForecast atMidnight = ItemForecast.of("a", "b", perDay, TODAY, 0, 7);
    perDay.put(TODAY, 4L);
    ItemForecast atNoon = ItemForecast.of("a", "b", perDay, TODAY, 0.5, 7);

    assertThat(atMidnight.expected()).isEqualTo(56);
    assertThat(atNoon.expected()).isEqualTo(56);
    assertThat(atNoon.atMost()).isEqualTo(atMidnight.atMost());
    assertThat(ItemForecast.of("a", "b", Map.of(TODAY, 3L), TODAY, 0.5, 1).expected()).isEqualTo(6);
    // whoever sold the first one a minute ago does not sell a thousand a day
    assertThat(ItemForecast.of("a", "b", Map.of(TODAY, 1L), TODAY, 0.0007, 1).expected())
        .isEqualTo(4);
  }

  @Test
  void recentDaysWeighMoreAndUnsteadyOnesWidenTheForecast() {
    Map<LocalDate, Long> rising = new HashMap<>();
    Map<LocalDate, Long> bursts = new HashMap<>();
    for (int age = 0; age < 60; age++) {
      rising.put(TODAY.minusDays(age), age < 10 ? 10L : 0L);
      if (age % 10 == 5 || age == 59) {
        bursts.put(TODAY.minusDays(age), 40L);
      }
    }

    ItemForecast recent = ItemForecast.of("a", "b", rising, TODAY, 1, 7);
    ItemForecast unsteady = ItemForecast.of("a", "b", bursts, TODAY, 1, 7);

    assertThat(recent.expected()).isGreaterThan(7 * 10 * 10 / 60.0);
    assertThat(unsteady.atMost() - unsteady.atLeast()).isGreaterThan(30);
  }

  @Test
  void aFirstOrderTodayIsAllThatIsKnown() {
    ItemForecast forecast = ItemForecast.of("a", "b", Map.of(TODAY, 2L), TODAY, 1, 1);

    assertThat(forecast.expected()).isEqualTo(2);
    assertThat(forecast.knownDays()).isEqualTo(1);
  }
}
