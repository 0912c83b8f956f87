package id.loket.report.report;

import id.loket.report.text.Bilingual;
import java.time.Instant;
import java.util.UUID;

/**
 * Something the officers of a unit are to be told.
 *
 * @param user the only one of them to be told, or null
 * @param isGone whether the report was deleted meanwhile
 */
public record UnitAlert(
    Kind kind,
    String unit,
    UUID user,
    UUID reportId,
    Bilingual category,
    Instant dueAt,
    boolean isGone) {
  /** What happened. */
  public enum Kind {
    /** A report came in, or was handed over by another unit. */
    NEW,
    /** It is that officer's now. */
    ASSIGNED,
    REOPENED,
    /** Its reporter answered what they were asked. */
    ANSWERED,
    /** Little of its time is left. */
    SOON_LATE,
    LATE
  }
}
