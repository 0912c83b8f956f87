package id.loket.report.report;

import java.time.Instant;
import java.util.UUID;

/** A report whose time is over. */
public record LateReport(UUID id, Instant dueAt) {
  /** Before all of them. */
  public static final LateReport FIRST = new LateReport(new UUID(0, 0), Instant.EPOCH);
}
