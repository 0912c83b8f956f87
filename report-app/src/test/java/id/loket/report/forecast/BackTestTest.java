package id.loket.report.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.local.city.SampleCity;
import id.loket.local.city.SampleReport;
import id.loket.report.analytics.Damage.WeekCount;
import id.loket.report.analytics.Geohash;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures of the README: the model on the sample data that is shipped. */
class BackTestTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");
  private static final Instant END = Instant.parse("2026-11-15T17:00:00Z"); // a Monday begins
  private static History history;
  private static BackTest result;

  @BeforeAll
  static void tryTheModelOnTheSampleCity() {
    history = weekly(SampleCity.USUAL_YEARS);
    result = BackTest.of(history).orElseThrow();
    System.out.printf(
        "%d weeks of %d cells, %d forecasts from %s on%n",
        history.weeks(), history.counts().size(), result.forecasts(), result.firstOrigin());
    print("model", result.model());
    print("same week a year before", result.seasonalNaive());
    print("mean of the last four weeks", result.recentMean());
    System.out.printf(
        "  80 %% interval held %.1f %%, 95 %% interval held %.1f %%%n",
        100 * result.likelyHeld(), 100 * result.nearlyCertainHeld());
  }

  private static void print(String name, BackTest.Errors errors) {
    System.out.printf(
        "  %-28s MAE %.3f, RMSE %.3f, share %.1f %%%n",
        name, errors.meanAbsolute(), errors.rootMeanSquare(), 100 * errors.share());
  }

  @Test
  void itErrsLessThanTheSameWeekAYearBefore() {
    assertThat(result.origins()).isEqualTo(13);
    assertThat(result.model().meanAbsolute())
        .isLessThan(0.8 * result.seasonalNaive().meanAbsolute());
    assertThat(result.model().rootMeanSquare())
        .isLessThan(0.8 * result.seasonalNaive().rootMeanSquare());
  }

  @Test
  void itErrsLessThanTheLastFourWeeks() {
    assertThat(result.model().meanAbsolute()).isLessThan(result.recentMean().meanAbsolute());
  }

  @Test
  void itsIntervalsHoldAboutAsOftenAsTheySay() {
    assertThat(result.likelyHeld()).isBetween(0.75, 0.95);
    assertThat(result.nearlyCertainHeld()).isBetween(0.92, 0.995);
  }

  @Test
  void withoutAYearNothingIsComparedWithTheYearBefore() {
    BackTest young = BackTest.of(history.until(40)).orElseThrow();

    assertThat(young.seasonalNaive()).isNull();
    assertThat(young.model().meanAbsolute()).isPositive();
  }

  @Test
  void withAFewWeeksNothingIsSaid() {
    assertThat(BackTest.of(history.until(15))).isEmpty();
  }

  private static History weekly(int years) {
    Map<WeekCount, Integer> counts = new HashMap<>();
    new SampleCity(SampleCity.USUAL_SEED, END, SampleCity.USUAL_PER_YEAR)
        .tell(years, report -> count(report, counts));
    List<WeekCount> weekly = new ArrayList<>();
    counts.forEach(
        (cell, count) ->
            weekly.add(new WeekCount(cell.area(), cell.category(), cell.week(), count)));
    return Forecasts.history(weekly, LocalDate.of(2026, 11, 16));
  }

  private static void count(SampleReport report, Map<WeekCount, Integer> counts) {
    if (report.lat() != null) {
      LocalDate week =
          report
              .createdAt()
              .atZone(ZONE)
              .toLocalDate()
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      counts.merge(
          new WeekCount(
              Geohash.of(report.lat(), report.lon(), Geohash.AREA), report.category(), week, 0),
          1,
          Integer::sum);
    }
  }
}
