package id.loket.report.analytics;

import java.time.Instant;
import java.util.List;

/**
 * How many reports were made over time.
 *
 * @param interval day, week (from Monday) or month, of the city
 * @param by what they are told apart by; null when they are not
 */
public record Trend(String interval, String by, List<Series> items) {
  /**
   * One of them.
   *
   * @param key null when they are not told apart
   */
  public record Series(String key, List<Point> points) {}

  /**
   * One day, week or month.
   *
   * @param from when it begins
   */
  public record Point(Instant from, long reports) {}
}
