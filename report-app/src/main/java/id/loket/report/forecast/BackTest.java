package id.loket.report.forecast;

import id.loket.report.forecast.Forecast.Interval;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How good the forecasts would have been: at several weeks of the past the model learns from what
 * was known then and foretells the four weeks that followed. Beside it stand two forecasts without
 * any model: the same week a year before (seasonal-naive), and the mean of the last four weeks.
 *
 * @param origins how many weeks of the past it was tried at
 * @param firstOrigin the first week that was foretold
 * @param forecasts how many counts were foretold: origins × cells × 4 weeks
 * @param model errors of the model
 * @param seasonalNaive errors of the same week a year before; null with less than a year known
 * @param recentMean errors of the mean of the last four weeks
 * @param likelyHeld the share of counts within the 80 % interval
 * @param nearlyCertainHeld the share of counts within the 95 % interval
 */
public record BackTest(
    int origins,
    LocalDate firstOrigin,
    long forecasts,
    Errors model,
    Errors seasonalNaive,
    Errors recentMean,
    double likelyHeld,
    double nearlyCertainHeld) {
  static final int AHEAD = 4;
  private static final int YEAR = 52;
  private static final int LEAST_KNOWN = 16;
  private static final int MOST_ORIGINS = 13;

  /**
   * Errors of one way to forecast.
   *
   * @param meanAbsolute mean of |count − forecast|, in reports
   * @param rootMeanSquare root of the mean of (count − forecast)², in reports
   * @param share sum of |count − forecast| over the sum of the counts
   */
  public record Errors(double meanAbsolute, double rootMeanSquare, double share) {}

  /** Tries every fourth week of the last year; empty when too little is known for even one. */
  static Optional<BackTest> of(History history) {
    List<Integer> origins = origins(history);
    if (origins.isEmpty() || history.counts().isEmpty()) {
      return Optional.empty();
    }
    Sums model = new Sums();
    Sums naive = new Sums();
    Sums recent = new Sums();
    int likely = 0;
    int nearlyCertain = 0;
    for (int origin : origins) {
      Model learned = Model.learn(history.until(origin));
      for (Map.Entry<Cell, int[]> each : history.counts().entrySet()) {
        int[] counts = each.getValue();
        double lately = mean(counts, origin - AHEAD, origin);
        for (int ahead = 1; ahead <= AHEAD; ahead++) {
          int week = origin - 1 + ahead;
          Counts expected = learned.expected(each.getKey(), ahead);
          model.add(counts[week], expected.mean());
          recent.add(counts[week], lately);
          if (week >= YEAR) {
            naive.add(counts[week], counts[week - YEAR]);
          }
          likely += held(Forecast.interval(expected, 0.80), counts[week]);
          nearlyCertain += held(Forecast.interval(expected, 0.95), counts[week]);
        }
      }
    }
    return Optional.of(
        new BackTest(
            origins.size(),
            history.week(origins.getFirst()),
            model.forecasts,
            model.errors(),
            naive.forecasts == model.forecasts ? naive.errors() : null,
            recent.errors(),
            (double) likely / model.forecasts,
            (double) nearlyCertain / model.forecasts));
  }

  private static List<Integer> origins(History history) {
    List<Integer> origins = new ArrayList<>();
    int origin = history.weeks() - AHEAD;
    while (origin >= LEAST_KNOWN && origins.size() < MOST_ORIGINS) {
      origins.addFirst(origin);
      origin -= AHEAD;
    }
    return origins;
  }

  private static double mean(int[] counts, int from, int to) {
    double sum = 0;
    for (int week = from; week < to; week++) {
      sum += counts[week];
    }
    return sum / (to - from);
  }

  private static int held(Interval interval, int count) {
    return interval.contains(count) ? 1 : 0;
  }

  private static final class Sums {
    private long forecasts;
    private double absolute;
    private double squares;
    private double counts;

    void add(int count, double forecast) {
      double error = count - forecast;
      absolute += Math.abs(error);
      squares += error * error;
      counts += count;
      forecasts++;
    }

    Errors errors() {
      return new Errors(
          absolute / forecasts,
          Math.sqrt(squares / forecasts),
          counts == 0 ? 0 : absolute / counts);
    }
  }
}
