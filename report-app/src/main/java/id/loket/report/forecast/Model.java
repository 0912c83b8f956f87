package id.loket.report.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model behind every forecast: per category a {@link SeasonalShape} that all areas share, per
 * cell a {@link Level} on top of it. How fast levels forget, and how much more the counts vary than
 * the levels explain, is learned per category from how well each week would have been foretold by
 * those before it.
 */
final class Model {
  private static final double[] MEMORIES = {0.8, 0.9, 0.95, 0.98, 0.99, 1};
  private static final double MOST_DISPERSION = 10;
  private static final int WARMING_UP = 8;

  private final int weeks;
  private final Map<String, Fitted> categories = new LinkedHashMap<>();
  private final Map<Cell, Level> levels = new LinkedHashMap<>();

  /**
   * What was learned of a category.
   *
   * @param memory what is left of a week's weight a week later
   * @param dispersion how many times more the counts vary than their levels explain, at least 1
   */
  record Fitted(SeasonalShape shape, double memory, double dispersion) {}

  private Model(int weeks) {
    this.weeks = weeks;
  }

  /** Learns from all of a history. */
  static Model learn(History history) {
    Model model = new Model(history.weeks());
    history.cellsByCategory().forEach((category, cells) -> model.learn(history, category, cells));
    return model;
  }

  private void learn(History history, String category, List<Cell> cells) {
    int[] total = history.total(cells);
    int from = firstReported(total);
    SeasonalShape shape = SeasonalShape.fit(total, from);
    double[] seasons = new double[weeks];
    for (int week = 0; week < weeks; week++) {
      seasons[week] = shape.factor(week);
    }
    double best = MEMORIES[0];
    Foretold bestForetold = null;
    for (double memory : MEMORIES) {
      Foretold foretold = new Foretold();
      for (Cell cell : cells) {
        follow(history.counts().get(cell), from, seasons, memory, foretold);
      }
      if (bestForetold == null || foretold.deviance < bestForetold.deviance) {
        best = memory;
        bestForetold = foretold;
      }
    }
    categories.put(category, new Fitted(shape, best, bestForetold.dispersion()));
    for (Cell cell : cells) {
      levels.put(cell, follow(history.counts().get(cell), from, seasons, best, new Foretold()));
    }
  }

  /** A category that was introduced later has no quiet weeks before: it has none at all. */
  private static int firstReported(int[] total) {
    int week = 0;
    while (week < total.length - 1 && total[week] == 0) {
      week++;
    }
    return week;
  }

  /** Goes through a cell's weeks, foretelling each before it is looked at. */
  private static Level follow(
      int[] counts, int from, double[] seasons, double memory, Foretold foretold) {
    Level level = null;
    for (int week = from; week < counts.length; week++) {
      Level before =
          level == null ? Level.of(beginning(counts, from, seasons)) : level.later(memory);
      if (week >= from + WARMING_UP) {
        foretold.compare(before.predicted(seasons[week], 1), counts[week]);
      }
      level = before.seen(counts[week], seasons[week]);
    }
    return level;
  }

  /** A first guess of a cell's rate, from the weeks nothing is foretold of. */
  private static double beginning(int[] counts, int from, double[] seasons) {
    double seen = 0.5;
    double season = 1;
    for (int week = from; week < Math.min(from + WARMING_UP, counts.length); week++) {
      seen += counts[week];
      season += seasons[week];
    }
    return seen / season;
  }

  Fitted fitted(String category) {
    return categories.get(category);
  }

  /**
   * What is to be expected in one week.
   *
   * @param ahead 1 for the week after the history
   */
  Counts expected(Cell cell, int ahead) {
    Fitted fitted = categories.get(cell.category());
    return levelAhead(cell, fitted, ahead)
        .predicted(fitted.shape().factor(weeks - 1 + ahead), fitted.dispersion());
  }

  /** What is to be expected in the next weeks together. */
  Counts expectedWithin(Cell cell, int weeksAhead) {
    Fitted fitted = categories.get(cell.category());
    double season = 0;
    for (int ahead = 1; ahead <= weeksAhead; ahead++) {
      season += fitted.shape().factor(weeks - 1 + ahead);
    }
    return levelAhead(cell, fitted, weeksAhead).predicted(season, fitted.dispersion());
  }

  private Level levelAhead(Cell cell, Fitted fitted, int ahead) {
    return levels.get(cell).later(Math.pow(fitted.memory(), ahead));
  }

  /** How well weeks were foretold. */
  private static final class Foretold {
    private double deviance;
    private double squares;
    private double variances;

    void compare(Counts expected, int count) {
      double mean = Math.max(expected.mean(), 1e-6);
      deviance += mean - count * Math.log(mean);
      double error = count - mean;
      squares += error * error;
      variances += expected.variance();
    }

    double dispersion() {
      return variances == 0 ? 1 : Math.clamp(squares / variances, 1, MOST_DISPERSION);
    }
  }
}
