package id.loket.report.report;

import id.loket.kit.problem.Problem;
import java.time.Instant;
import java.util.UUID;

/**
 * What officers have made of a report.
 *
 * @param unit the one responsible
 * @param assignee the officer at it, or null
 * @param duplicateOf the report it was merged into, or null
 * @param clock until when it is to be repaired
 * @param breachedAt when that time was over, or null; that it once was is kept elsewhere for good
 * @param resolvedAt when it was repaired, or null
 */
public record Handling(
    ReportStatus status,
    String unit,
    UUID assignee,
    UUID duplicateOf,
    Clock clock,
    Instant breachedAt,
    Instant resolvedAt) {

  /** Of a report that has just come in. */
  public static Handling begin(String unit, Instant now, Terms terms) {
    return new Handling(
        ReportStatus.RECEIVED, unit, null, null, Clock.begin(now, terms), null, null);
  }

  /** Until when it is to be repaired. */
  public Instant dueAt() {
    return clock.dueAt();
  }

  /** Whether it is open, and its time over without that being noted. */
  public boolean isNewlyLate(Instant now) {
    return status.isOpen() && breachedAt == null && clock.isOver(now);
  }

  /**
   * Another status. What is taken up again gets the whole time anew; an answer of the reporter is
   * not waited for any more.
   *
   * @throws Problem {@code status-not-possible} (409) for a step that makes no sense
   */
  public Handling moveTo(ReportStatus next, Instant now, Terms terms) {
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
        reopened ? Clock.begin(now, terms) : clock.goOn(now, terms),
        reopened ? null : breachedAt,
        next == ReportStatus.RESOLVED ? now : null);
  }

  /** The work of another officer of this unit, or of nobody yet. */
  public Handling assign(UUID toOfficer) {
    requireOpen();
    return new Handling(status, unit, toOfficer, duplicateOf, clock, breachedAt, resolvedAt);
  }

  /**
   * The work of another unit, or of the same under other terms: due anew by what it has promised,
   * and late anew if that is over.
   */
  public Handling hand(String toUnit, UUID toOfficer, Instant now, Terms terms) {
    requireOpen();
    Clock anew = clock.by(terms);
    return new Handling(
        status,
        toUnit,
        toOfficer,
        duplicateOf,
        anew,
        anew.isOver(now) ? breachedAt : null,
        resolvedAt);
  }

  /** The reporter is asked something: the time stands still until they answer. */
  public Handling ask(UUID question, Instant now, Instant until, Terms terms) {
    requireOpen();
    return with(clock.ask(question, now, until, terms));
  }

  /** The reporter has answered, or need not any more. */
  public Handling goOn(Instant now, Terms terms) {
    return with(clock.goOn(now, terms));
  }

  /** Closed, because another report says the same. */
  public Handling mergeInto(UUID other) {
    requireOpen();
    return new Handling(
        ReportStatus.REJECTED, unit, assignee, other, clock, breachedAt, resolvedAt);
  }

  /** Late. */
  public Handling breach(Instant now) {
    return new Handling(status, unit, assignee, duplicateOf, clock, now, resolvedAt);
  }

  private Handling with(Clock changed) {
    return new Handling(status, unit, assignee, duplicateOf, changed, breachedAt, resolvedAt);
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
