package id.loket.report.report;

import id.loket.kit.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What officers have made of a report.
 *
 * @param unit the one responsible
 * @param assignee the officer at it, or null
 * @param duplicateOf the report it was merged into, or null
 * @param dueAt until when it is to be repaired
 * @param breachedAt when that time was over, or null
 * @param resolvedAt when it was repaired, or null
 */
public record Handling(
    ReportStatus status,
    String unit,
    UUID assignee,
    UUID duplicateOf,
    Instant dueAt,
    Instant breachedAt,
    Instant resolvedAt) {

  /** Of a report that has just come in. */
  public static Handling begin(String unit, Instant now, Duration sla) {
    return new Handling(ReportStatus.RECEIVED, unit, null, null, now.plus(sla), null, null);
  }

  /**
   * Another status. What is taken up again gets the whole time anew.
   *
   * @throws Problem {@code status-not-possible} (409) for a step that makes no sense
   */
  public Handling moveTo(ReportStatus next, Instant now, Duration sla) {
    if (!status.next().contains(next)) {
      throw new Problem(ReportProblems.STATUS_NOT_POSSIBLE, status, next)
          .with("reportStatus", status)
          .with("possible", status.next());
    }
    boolean reopened = status.isReopenedBy(next);
    return new Handling(
        next,
        unit,
        assignee,
        reopened ? null : duplicateOf,
        reopened ? now.plus(sla) : dueAt,
        reopened ? null : breachedAt,
        next == ReportStatus.RESOLVED ? now : null);
  }

  /** The work of another unit, or of another officer of this one. */
  public Handling assign(String toUnit, UUID toOfficer) {
    requireOpen();
    return new Handling(status, toUnit, toOfficer, duplicateOf, dueAt, breachedAt, resolvedAt);
  }

  /** Closed, because another report says the same. */
  public Handling mergeInto(UUID other) {
    requireOpen();
    return new Handling(
        ReportStatus.REJECTED, unit, assignee, other, dueAt, breachedAt, resolvedAt);
  }

  /** Late. */
  public Handling breach(Instant now) {
    return new Handling(status, unit, assignee, duplicateOf, dueAt, now, resolvedAt);
  }

  /**
   * Lets only open reports go on.
   *
   * @throws Problem {@code report-closed} (409)
   */
  public void requireOpen() {
    if (!status.isOpen()) {
      throw new Problem(ReportProblems.CLOSED, status).with("reportStatus", status);
    }
  }
}
