package id.loket.report.report;

import java.time.Instant;

/**
 * That a report was not repaired in time. Never changed, never removed, whatever becomes of the
 * report.
 *
 * @param unit whose work it was
 * @param clockFrom since when the time ran
 */
public record Breach(String unit, Instant clockFrom, Instant dueAt, Instant breachedAt) {}
