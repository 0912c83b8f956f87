package id.loket.report.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import id.loket.report.forecast.Forecast.Interval;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final LocalDate MONDAY = LocalDate.of(2023, 1, 2);
  private static final Cell QUIET = new Cell("qqu1", "lamp");
  private static final Cell BUSY = new Cell("qqu2", "lamp");

  @Test
  void aSeasonIsFoundAndGoesOn() {
    History history = lamps(156, week -> 1 + 0.8 * Math.cos(yearly(week)), 4, 20);

    Model model = Model.learn(history);

    for (int ahead = 1; ahead <= 26; ahead++) {
      double truth = 20 * (1 + 0.8 * Math.cos(yearly(155 + ahead)));
      assertThat(model.expected(BUSY, ahead).mean())
          .as("%d weeks ahead", ahead)
          .isCloseTo(truth, within(Math.max(3, truth * 0.25)));
    }
  }

  @Test
  void withoutASeasonNoneIsInvented() {
    Model model = Model.learn(lamps(156, week -> 1, 4, 20));

    for (int week = 0; week < 200; week++) {
      assertThat(model.fitted("lamp").shape().factor(week)).isCloseTo(1, within(0.2));
    }
  }

  @Test
  void aLevelThatRoseIsFollowed() {
    Model model = Model.learn(lamps(120, week -> week < 100 ? 1 : 3, 5, 20));

    assertThat(model.expected(BUSY, 1).mean()).isGreaterThan(45);
  }

  @Test
  void intervalsHoldAsOftenAsTheySay() {
    History history = lamps(160, week -> 1 + 0.5 * Math.sin(yearly(week)), 3, 12);
    int likely = 0;
    int nearlyCertain = 0;
    int all = 0;

    for (int origin = 100; origin < 160; origin++) {
      Model model = Model.learn(history.until(origin));
      for (Map.Entry<Cell, int[]> each : history.counts().entrySet()) {
        Counts expected = model.expected(each.getKey(), 1);
        likely += holds(expected, 0.8, each.getValue()[origin]);
        nearlyCertain += holds(expected, 0.95, each.getValue()[origin]);
        all++;
      }
    }

    // whole numbers: an interval holds at least as often as it says, and small ones more often
    assertThat((double) likely / all).isBetween(0.75, 0.97);
    assertThat((double) nearlyCertain / all).isBetween(0.91, 1.0);
  }

  @Test
  void theFurtherAheadTheLessCertain() {
    History history = lamps(156, week -> 1 + 0.2 * (week % 7), 4, 20);
    Model model = Model.learn(history);

    Counts next = model.expected(BUSY, 1);
    Counts inAQuarter = model.expected(BUSY, 13);

    assertThat(inAQuarter.variance() / inAQuarter.mean())
        .isGreaterThanOrEqualTo(next.variance() / next.mean());
  }

  @Test
  void aYearAloneGivesWavesButNoTrendAndLessThanAYearNeither() {
    assertThat(Model.learn(lamps(60, week -> 1, 4, 20)).expected(BUSY, 1).mean())
        .isCloseTo(20, within(5.0));
    assertThat(Model.learn(lamps(10, week -> 1, 4, 20)).expected(BUSY, 1).mean())
        .isCloseTo(20, within(6.0));
  }

  @Test
  void aCategoryThatWasIntroducedLatelyHadNoQuietSeasonBefore() {
    Model model = Model.learn(lamps(98, week -> week < 70 ? 0 : 1, 4, 20));

    assertThat(model.expected(BUSY, 1).mean()).isCloseTo(20, within(5.0));
  }

  @Test
  void weeksTogetherAreTheSumOfEach() {
    Model model = Model.learn(lamps(156, week -> 1 + 0.8 * Math.cos(yearly(week)), 4, 20));

    double each = 0;
    for (int ahead = 1; ahead <= 8; ahead++) {
      each += model.expected(BUSY, ahead).mean();
    }

    assertThat(model.expectedWithin(BUSY, 8).mean()).isCloseTo(each, within(0.001));
  }

  private static int holds(Counts expected, double share, int count) {
    Interval interval = Forecast.interval(expected, share);
    return interval.contains(count) ? 1 : 0;
  }

  private static double yearly(int week) {
    return 2 * Math.PI * week / SeasonalShape.WEEKS_PER_YEAR;
  }

  private interface Season {
    double at(int week);
  }

  private static History lamps(int weeks, Season season, double quiet, double busy) {
    Random random = new Random(7);
    Map<Cell, int[]> counts = new LinkedHashMap<>();
    counts.put(QUIET, draw(random, weeks, season, quiet));
    counts.put(BUSY, draw(random, weeks, season, busy));
    return new History(MONDAY, weeks, counts);
  }

  private static int[] draw(Random random, int weeks, Season season, double usual) {
    int[] counts = new int[weeks];
    for (int week = 0; week < weeks; week++) {
      counts[week] = poisson(random, usual * season.at(week));
    }
    return counts;
  }

  private static int poisson(Random random, double mean) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }
}
