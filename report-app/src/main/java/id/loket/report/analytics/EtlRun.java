package id.loket.report.analytics;

import java.time.Instant;

/**
 * One run of the ETL.
 *
 * @param trigger what began it: {@code schedule} or {@code request}
 * @param kind {@code incremental}, or {@code rebuild} when all reports were taken into new indices
 * @param finishedAt null while it goes on
 * @param taken documents written
 * @param deleted documents taken out
 * @param repeated sent again because OpenSearch had no room for them at first
 * @param refused documents OpenSearch cannot take, and why it cannot take the first of them
 * @param repaired differences found and mended
 * @param failure why it ended early; null when it did not
 */
public record EtlRun(
    String trigger,
    String kind,
    Instant startedAt,
    Instant finishedAt,
    long taken,
    long deleted,
    long repeated,
    long refused,
    String refusedBecause,
    long repaired,
    String failure) {}
