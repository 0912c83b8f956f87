package id.loket.report.report;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The time in which a report is to be repaired. It is always due when the rest of the promised time
 * has been worked from {@code from} on.
 *
 * @param dueAt until when it is to be repaired
 * @param warnAt when its unit is to be told that little time is left; null when it was
 * @param from since when it runs; while the reporter is asked something, until when their answer is
 *     waited for
 * @param used how much working time it had used before
 * @param question the entry of its history that asks the reporter something, or null
 */
public record Clock(Instant dueAt, Instant warnAt, Instant from, Duration used, UUID question) {
  /** A clock that begins now. */
  static Clock begin(Instant now, Terms terms) {
    return at(now, Duration.ZERO, terms, null);
  }

  private static Clock at(Instant from, Duration used, Terms terms, UUID question) {
    return new Clock(terms.due(from, used), terms.warn(from, used), from, used, question);
  }

  /** Whether an answer of the reporter is waited for. */
  public boolean isWaiting(Instant now) {
    return question != null && from.isAfter(now);
  }

  /** Whether the time is over. */
  public boolean isOver(Instant now) {
    return !isWaiting(now) && dueAt.isBefore(now);
  }

  /** Stops until the reporter answers that question, at most until then. */
  Clock ask(UUID question, Instant now, Instant until, Terms terms) {
    Clock running = goOn(now, terms);
    Duration worked = terms.calendar().between(running.from, now);
    return at(until, running.used.plus(worked), terms, question);
  }

  /** Goes on, if it waited. */
  Clock goOn(Instant now, Terms terms) {
    return isWaiting(now) ? at(now, used, terms, null) : new Clock(dueAt, warnAt, from, used, null);
  }

  /**
   * By what another unit, or the same for another category, has promised: from when the report came
   * in, so that nobody wins time by handing it on.
   */
  Clock by(Terms terms) {
    return at(from, used, terms, question);
  }
}
