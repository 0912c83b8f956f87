package id.loket.report.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * Data of {@code report.*} messages: what happened to which report, and nothing of who reported it
 * or what they wrote.
 *
 * @param changeId the entry of its history
 * @param category the code
 */
@RegisterForReflection // native: read with TolerantJson
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportChanged(
    UUID reportId,
    UUID changeId,
    Change.Kind kind,
    ReportStatus status,
    String category,
    String unit,
    Source source,
    long version,
    Instant occurredAt) {}
