package id.loket.report.analytics;

import java.util.List;

/**
 * How many reports there are, by something.
 *
 * @param total all of them, also those that have no such thing: a report with an address only has
 *     no area
 * @param by category, area, status, unit or source
 */
public record Counts(long total, String by, List<Count> items) {
  /** One of them. */
  public record Count(String key, long reports) {}
}
