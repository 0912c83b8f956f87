package id.loket.report.forecast;

/**
 * How much damage a cell usually has, and how sure that is: a gamma distribution of its weekly
 * rate, learned week by week and slowly forgetting the past (Harvey and Fernandes, 1989). What it
 * predicts is a negative binomial distribution.
 *
 * @param shape reports seen, old ones counting less
 * @param rate weeks seen, each counting as much as its season brings, old ones less
 */
record Level(double shape, double rate) {
  private static final double LEAST_SHAPE = 0.05;

  /** What is known of a cell nobody has seen yet: about as much as one week tells. */
  static Level of(double usual) {
    double likely = Math.max(usual, 1e-3);
    return new Level(likely, 1);
  }

  double mean() {
    return shape / rate;
  }

  /** After one more week has passed: the same rate, known less well. */
  Level later(double memory) {
    double kept = Math.max(shape * memory, LEAST_SHAPE);
    return new Level(kept, kept / mean());
  }

  /** After a week's reports were counted. */
  Level seen(int count, double season) {
    return new Level(shape + count, rate + season);
  }

  /** What is to be expected while the season adds up to this. */
  Counts predicted(double season, double dispersion) {
    double mean = mean() * season;
    return Counts.of(mean, dispersion * (mean + mean * mean / shape));
  }
}
