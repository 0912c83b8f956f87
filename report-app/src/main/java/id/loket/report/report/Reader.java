package id.loket.report.report;

import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who reads reports.
 *
 * @param isStaff whether they see everything: officers, administrators, services
 * @param userId who they are, or null
 * @param holdsToken whether they hold the token that stands for that report's reporter
 */
public record Reader(boolean isStaff, UUID userId, Predicate<UUID> holdsToken) {
  /** What somebody is to a report, which decides what they see of it. */
  public enum Relation {
    PUBLIC,
    REPORTER,
    STAFF
  }

  /** What they are to that report. */
  public Relation of(Report report) {
    if (isStaff) {
      return Relation.STAFF;
    }
    return report.isOf(userId) || holdsToken.test(report.id())
        ? Relation.REPORTER
        : Relation.PUBLIC;
  }
}
