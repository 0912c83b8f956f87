package id.loket.report.report;

import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who reads reports.
 *
 * @param seesAll whether they see everything: administrators, services
 * @param unit whose officer they are, which sees everything of what is that unit's; or null
 * @param userId who they are, or null
 * @param holdsToken whether they hold the token that stands for that report's reporter
 */
public record Reader(boolean seesAll, String unit, UUID userId, Predicate<UUID> holdsToken) {
  /** Somebody who did not say who they are. */
  public static Reader nobody() {
    return new Reader(false, null, null, report -> false);
  }

  /** Whether they see more of some reports than others do. */
  public boolean isStaff() {
    return seesAll || unit != null;
  }

  /** What somebody is to a report, which decides what they see of it. */
  public enum Relation {
    PUBLIC,
    REPORTER,
    STAFF
  }

  /** What they are to that report. */
  public Relation of(Report report) {
    if (seesAll || report.handling().unit().equals(unit)) {
      return Relation.STAFF;
    }
    return report.isOf(userId) || holdsToken.test(report.id())
        ? Relation.REPORTER
        : Relation.PUBLIC;
  }
}
