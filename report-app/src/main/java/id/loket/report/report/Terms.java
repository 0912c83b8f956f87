package id.loket.report.report;

import id.loket.report.calendar.WorkCalendar;
import java.time.Duration;
import java.time.Instant;

/**
 * What a unit has promised for reports of a category.
 *
 * @param calendar when it works
 * @param sla within how much working time it repairs
 */
public record Terms(WorkCalendar calendar, Duration sla) {
  /**
   * Of the promised time, so much is left when the unit is told that a report will soon be late.
   */
  private static final int WARNED_AT = 4;

  /** What a report of that category is promised by a unit that works so. */
  public static Terms of(WorkCalendar calendar, Report.CategorySummary category) {
    return new Terms(calendar, Duration.ofHours(category.slaHours()));
  }

  /** When the time is over, if so much is used and it runs from then. */
  Instant due(Instant from, Duration used) {
    return calendar.after(from, left(used));
  }

  /** When little of it is left. */
  Instant warn(Instant from, Duration used) {
    return calendar.after(from, left(used.plus(sla.dividedBy(WARNED_AT))));
  }

  private Duration left(Duration used) {
    Duration left = sla.minus(used);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
