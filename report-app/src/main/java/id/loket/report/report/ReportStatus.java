package id.loket.report.report;

import java.util.EnumSet;
import java.util.Set;

/** Where a report stands (DESIGN §3). */
public enum ReportStatus {
  /** Taken in; nobody has looked at it. */
  RECEIVED,
  /** An officer has found it to be true. */
  VERIFIED,
  /** Somebody repairs it. */
  IN_PROGRESS,
  /** Repaired, as its officer says. */
  RESOLVED,
  /** Nothing will be done: not true, not ours, or the same as another report. */
  REJECTED;

  private static final Set<ReportStatus> OPEN = EnumSet.of(RECEIVED, VERIFIED, IN_PROGRESS);

  /** Whether something is still to be done. */
  public boolean isOpen() {
    return OPEN.contains(this);
  }

  /** The statuses that may follow. */
  public Set<ReportStatus> next() {
    return switch (this) {
      case RECEIVED -> EnumSet.of(VERIFIED, REJECTED);
      case VERIFIED -> EnumSet.of(IN_PROGRESS, RESOLVED, REJECTED);
      case IN_PROGRESS -> EnumSet.of(VERIFIED, RESOLVED, REJECTED);
      case RESOLVED -> EnumSet.of(IN_PROGRESS);
      case REJECTED -> EnumSet.of(RECEIVED);
    };
  }

  /** Whether going there from here takes up again what was closed. */
  public boolean isReopenedBy(ReportStatus next) {
    return !isOpen() && next.isOpen();
  }
}
