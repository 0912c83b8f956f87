package id.loket.report.forecast;

/**
 * A distribution of how many reports will come: negative binomial, or Poisson where nothing more
 * varied is called for.
 *
 * @param mean of the distribution
 * @param shape its negative binomial shape; infinite for Poisson
 */
public record Counts(double mean, double shape) {
  // Above it the first terms of the sum are too small for a double, and the normal distribution is
  // close enough.
  private static final double LARGEST_SUMMED = 400;

  /** The distribution with this mean and variance. */
  public static Counts of(double mean, double variance) {
    double surplus = variance - mean;
    return new Counts(
        mean, surplus > mean * 1e-6 ? mean * mean / surplus : Double.POSITIVE_INFINITY);
  }

  double variance() {
    return Double.isInfinite(shape) ? mean : mean + mean * mean / shape;
  }

  /** The smallest count that is not exceeded with at least this probability. */
  public int quantile(double probability) {
    if (mean <= 0) {
      return 0;
    }
    if (mean > LARGEST_SUMMED) {
      return (int) Math.max(0, Math.round(mean + normalQuantile(probability) * deviation()));
    }
    double each = zero();
    double sum = each;
    int count = 0;
    int most = (int) (mean + 40 * deviation()) + 10;
    while (sum < probability && count < most) {
      each *= next(count);
      count++;
      sum += each;
    }
    return count;
  }

  /** How likely at least that many are. */
  double atLeast(int count) {
    if (count <= 0) {
      return 1;
    }
    if (mean <= 0) {
      return 0;
    }
    if (mean > LARGEST_SUMMED) {
      return 1 - normal((count - 0.5 - mean) / deviation());
    }
    double each = zero();
    double below = each;
    for (int k = 0; k < count - 1; k++) {
      each *= next(k);
      below += each;
    }
    return Math.max(0, 1 - below);
  }

  private double deviation() {
    return Math.sqrt(variance());
  }

  private double zero() {
    return Math.exp(Double.isInfinite(shape) ? -mean : shape * Math.log(shape / (shape + mean)));
  }

  /** The probability of count + 1 over that of count. */
  private double next(int count) {
    return Double.isInfinite(shape)
        ? mean / (count + 1)
        : (count + shape) / (count + 1) * (mean / (shape + mean));
  }

  /** The standard normal distribution, to 7 digits (Abramowitz and Stegun 26.2.17). */
  private static double normal(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double tail =
        Math.exp(-x * x / 2)
            / Math.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x >= 0 ? 1 - tail : tail;
  }

  private static double normalQuantile(double probability) {
    double low = -9;
    double high = 9;
    for (int step = 0; step < 60; step++) {
      double middle = (low + high) / 2;
      if (normal(middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
