package id.loket.report.analytics;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * PostgreSQL and OpenSearch side by side, without the reports that were changed since the last run.
 *
 * @param at when they were compared
 * @param rows reports in PostgreSQL
 * @param documents reports in OpenSearch
 * @param differences reports missing on one side, or in an older state than they should be
 * @param examples ids of some of them
 */
public record Comparison(
    Instant at, long rows, long documents, long differences, List<UUID> examples) {}
