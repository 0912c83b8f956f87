package id.loket.report.analytics;

import java.util.List;

/**
 * How long repairs took, in hours from report to resolution.
 *
 * @param by what they are told apart by
 */
public record Resolution(String by, List<Hours> items) {
  /**
   * Of one of them; percentiles are approximate (t-digest).
   *
   * @param resolved how many resolved reports this is made of; the hours are null when none
   */
  public record Hours(
      String key, long resolved, Double p50, Double p75, Double p90, Double p95, Double p99) {}
}
