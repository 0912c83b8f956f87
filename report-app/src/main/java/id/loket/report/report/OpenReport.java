package id.loket.report.report;

import java.time.Instant;
import java.util.UUID;

/** A report that is to be repaired, and when it came in. */
public record OpenReport(UUID id, Instant createdAt) {}
