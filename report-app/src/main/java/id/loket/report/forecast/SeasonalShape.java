package id.loket.report.forecast;

/**
 * How a category's reports rise and fall over the year, all areas together: a Poisson regression of
 * the weekly counts on a linear trend and the first waves of a year (Fourier terms), fitted by
 * iteratively reweighted least squares with a slight ridge. Areas share it, because a single area's
 * counts are too few to tell a season from chance.
 *
 * <p>What the history is too short for is left out: waves need a year, a trend beside them two.
 */
final class SeasonalShape {
  static final double WEEKS_PER_YEAR = 365.2425 / 7;
  private static final int YEAR = 52;
  private static final int WAVES = 3;
  private static final int WAVES_IN_ONE_YEAR = 2;
  private static final int MOST_ITERATIONS = 50;
  private static final double RIDGE = 1;
  private static final double LARGEST_EXPONENT = 20;
  private static final double SMALL_ENOUGH = 1e-9;

  private final int waves;
  private final boolean trend;
  private final double[] coefficients;

  private SeasonalShape(int waves, boolean trend, double[] coefficients) {
    this.waves = waves;
    this.trend = trend;
    this.coefficients = coefficients;
  }

  /**
   * Fits the shape to weekly counts, oldest first.
   *
   * @param from the first week that counts: those before it were before anybody could report
   */
  static SeasonalShape fit(int[] counts, int from) {
    int known = counts.length - from;
    boolean trend = known >= 2 * YEAR;
    int waves = trend ? WAVES : known >= YEAR ? WAVES_IN_ONE_YEAR : 0;
    int terms = 1 + (trend ? 1 : 0) + 2 * waves;
    SeasonalShape start = new SeasonalShape(waves, trend, new double[terms]);
    start.coefficients[0] = Math.log(Math.max(mean(counts, from), SMALL_ENOUGH));
    return start.improved(counts, from);
  }

  /** How many times the usual number of reports a week has; week 0 is the first of the history. */
  double factor(int week) {
    double[] row = row(week);
    double exponent = 0;
    for (int term = 1; term < row.length; term++) {
      exponent += coefficients[term] * row[term];
    }
    return Math.exp(Math.clamp(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT));
  }

  private SeasonalShape improved(int[] counts, int from) {
    double[] solution = coefficients;
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double[] next = step(counts, from, solution);
      double change = 0;
      for (int term = 0; term < next.length; term++) {
        change = Math.max(change, Math.abs(next[term] - solution[term]));
      }
      solution = next;
      if (change < SMALL_ENOUGH) {
        break;
      }
    }
    return new SeasonalShape(waves, trend, solution);
  }

  /** One weighted least squares step: solves (XᵀWX + ridge) b = XᵀWz. */
  private double[] step(int[] counts, int from, double[] now) {
    int terms = now.length;
    double[][] left = new double[terms][terms];
    double[] right = new double[terms];
    for (int week = from; week < counts.length; week++) {
      double[] row = row(week);
      double exponent = 0;
      for (int term = 0; term < terms; term++) {
        exponent += now[term] * row[term];
      }
      double linear = Math.clamp(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT);
      double expected = Math.exp(linear);
      double working = linear + (counts[week] - expected) / expected;
      for (int i = 0; i < terms; i++) {
        right[i] += row[i] * expected * working;
        for (int j = 0; j < terms; j++) {
          left[i][j] += row[i] * expected * row[j];
        }
      }
    }
    // The height is not held back, only waves and trend: without evidence there is neither.
    left[0][0] += SMALL_ENOUGH;
    for (int term = 1; term < terms; term++) {
      left[term][term] += RIDGE;
    }
    return solve(left, right);
  }

  private double[] row(int week) {
    double[] row = new double[coefficients.length];
    int term = 0;
    row[term++] = 1;
    if (trend) {
      row[term++] = week / WEEKS_PER_YEAR;
    }
    for (int wave = 1; wave <= waves; wave++) {
      double angle = 2 * Math.PI * wave * week / WEEKS_PER_YEAR;
      row[term++] = Math.cos(angle);
      row[term++] = Math.sin(angle);
    }
    return row;
  }

  /** Gaussian elimination with partial pivoting. */
  private static double[] solve(double[][] left, double[] right) {
    int n = right.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(left[row][column]) > Math.abs(left[pivot][column])) {
          pivot = row;
        }
      }
      double[] swappedRow = left[column];
      left[column] = left[pivot];
      left[pivot] = swappedRow;
      double swapped = right[column];
      right[column] = right[pivot];
      right[pivot] = swapped;
      for (int row = column + 1; row < n; row++) {
        double share = left[row][column] / left[column][column];
        right[row] -= share * right[column];
        for (int k = column; k < n; k++) {
          left[row][k] -= share * left[column][k];
        }
      }
    }
    double[] solution = new double[n];
    for (int row = n - 1; row >= 0; row--) {
      double rest = right[row];
      for (int k = row + 1; k < n; k++) {
        rest -= left[row][k] * solution[k];
      }
      solution[row] = rest / left[row][row];
    }
    return solution;
  }

  private static double mean(int[] counts, int from) {
    double sum = 0;
    for (int week = from; week < counts.length; week++) {
      sum += counts[week];
    }
    return counts.length == from ? 0 : sum / (counts.length - from);
  }
}
