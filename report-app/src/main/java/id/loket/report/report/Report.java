package id.loket.report.report;

import id.loket.report.text.Bilingual;
import java.time.Instant;
import java.util.UUID;

/**
 * A report of damage.
 *
 * @param votes how many others said that they suffer from it too
 * @param traceparent the trace it was made in (W3C Trace Context), or null
 */
public record Report(
    UUID id,
    CategorySummary category,
    Content content,
    Author author,
    Handling handling,
    int votes,
    Source source,
    long version,
    Instant createdAt,
    Instant updatedAt,
    String traceparent) {

  /** What a report needs to know of its category. */
  public record CategorySummary(UUID id, String code, Bilingual name, int slaHours) {}

  /** The same with other handling. */
  public Report with(Handling changed) {
    return new Report(
        id,
        category,
        content,
        author,
        changed,
        votes,
        source,
        version,
        createdAt,
        updatedAt,
        traceparent);
  }

  /** The same as it was written. */
  Report written(long newVersion, Instant now) {
    return new Report(
        id,
        category,
        content,
        author,
        handling,
        votes,
        source,
        newVersion,
        createdAt,
        now,
        traceparent);
  }

  /** The same of another category. */
  public Report with(CategorySummary changed) {
    return new Report(
        id,
        changed,
        content,
        author,
        handling,
        votes,
        source,
        version,
        createdAt,
        updatedAt,
        traceparent);
  }

  /** The same saying something else. */
  public Report with(Content changed) {
    return new Report(
        id,
        category,
        changed,
        author,
        handling,
        votes,
        source,
        version,
        createdAt,
        updatedAt,
        traceparent);
  }

  /** Whether that user reported it. */
  public boolean isOf(UUID user) {
    return user != null && user.equals(author.userId());
  }
}
