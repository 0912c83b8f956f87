package id.loket.report.forecast;

import java.time.LocalDate;
import java.util.List;

/**
 * What is expected in the next weeks.
 *
 * @param area a geohash; null when it stands for every area
 * @param category its code; null when it stands for every category
 * @param lastYear the counts of the weeks up to now, oldest first, 52 at most
 */
public record Forecast(
    String area, String category, List<WeekCount> lastYear, List<ExpectedWeek> weeks) {

  /** How many reports a week had, which begins on that Monday. */
  public record WeekCount(LocalDate week, int reports) {}

  /**
   * What one week will bring.
   *
   * @param week the Monday it begins on
   * @param expected the mean
   * @param likely in four cases of five the count lies in it
   * @param nearlyCertain in 19 cases of 20 the count lies in it
   */
  public record ExpectedWeek(
      LocalDate week, double expected, Interval likely, Interval nearlyCertain) {}

  /** Both ends belong to it. */
  public record Interval(int from, int to) {
    boolean contains(int count) {
      return from <= count && count <= to;
    }
  }

  static Interval interval(Counts counts, double share) {
    double outside = (1 - share) / 2;
    return new Interval(counts.quantile(outside), counts.quantile(1 - outside));
  }
}
