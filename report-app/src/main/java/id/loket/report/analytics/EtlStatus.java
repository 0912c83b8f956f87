package id.loket.report.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How analytics stands beside PostgreSQL.
 *
 * @param running whether a run is under way, on any replica
 * @param index the alias that is asked
 * @param mapping the version of the mapping it has; null before the first run
 * @param generation which set of indices it points to; 0 before the first run
 * @param lagSeconds how long the oldest change has been waiting for the next run; 0 when none waits
 * @param pending how many changed reports wait for it; not counted beyond 100,001
 * @param lastRun null before the first
 * @param comparison as it is now; the last one before, where {@code obstacle} says so; null before
 *     the first run, and while OpenSearch is away
 * @param obstacle why there is no comparison of now; null when there is one
 */
public record EtlStatus(
    boolean running,
    String index,
    Integer mapping,
    int generation,
    double lagSeconds,
    long pending,
    @JsonInclude(JsonInclude.Include.ALWAYS) EtlRun lastRun,
    @JsonInclude(JsonInclude.Include.ALWAYS) Comparison comparison,
    String obstacle) {}
