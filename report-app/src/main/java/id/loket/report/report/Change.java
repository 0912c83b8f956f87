package id.loket.report.report;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that happened to a report. Never changed, never removed.
 *
 * @param status the report's status after it
 * @param by null when nobody signed in did it
 * @param otherReport which one it was merged into, or was merged into it
 */
public record Change(
    UUID id,
    Kind kind,
    ReportStatus status,
    String note,
    UUID by,
    Actor actor,
    String unit,
    UUID assignee,
    UUID otherReport,
    UUID mediaId,
    Instant at) {

  /** What it was. */
  public enum Kind {
    RECEIVED(true),
    /** Another status. */
    STATUS(true),
    REOPENED(true),
    /** It was merged into another report. */
    MERGED(true),
    /** Another report was merged into it. */
    DUPLICATE_JOINED(true),
    /** The reporter or a voter says that it is fixed. */
    CONFIRMED(true),
    /** The reporter is asked something. */
    ASKED(false),
    /** The reporter answers, or is not waited for any more. */
    ANSWERED(false),
    /** What it says was changed. */
    EDITED(false),
    ASSIGNED(false),
    /** A note among officers. */
    NOTE(false),
    SLA_BREACHED(false),
    DELETED(false);

    private final boolean open;

    Kind(boolean open) {
      this.open = open;
    }

    /** Whether everybody who sees the report may know of it. */
    public boolean isOpen() {
      return open;
    }

    /** Whether the reporter may know of it: what is open, and what was asked of them. */
    public boolean isForReporter() {
      return open || this == ASKED || this == ANSWERED;
    }
  }

  /** In what role somebody acted. */
  public enum Actor {
    REPORTER,
    /** Somebody who suffers from it too. */
    VOTER,
    OFFICER,
    ADMIN,
    SYSTEM
  }

  /** What the public may know of it. */
  public Change withoutPeople() {
    return new Change(id, kind, status, note, null, actor, unit, null, otherReport, mediaId, at);
  }
}
