package id.loket.report.analytics;

import java.util.List;

/**
 * Promises that were not kept: reports resolved after they were due, and open ones that are due.
 *
 * @param by what they are told apart by
 */
public record Breaches(String by, List<Breach> items) {
  /**
   * Of one of them.
   *
   * @param reports all of them
   * @param resolvedLate resolved after they were due
   * @param overdue still open, though they were due
   * @param share (resolvedLate + overdue) ÷ reports
   */
  public record Breach(String key, long reports, long resolvedLate, long overdue, double share) {}
}
