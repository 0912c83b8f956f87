package id.loket.report.notice;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import id.loket.kit.language.Language;
import id.loket.report.report.Channel;
import id.loket.report.report.UnitAlert;
import id.loket.report.text.Bilingual;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something one person is told through one channel.
 *
 * @param relation decides which links it may carry
 * @param userId null: the contact a report was made with
 * @param contactReport which report, where it is one that was merged into this one
 * @param subscription which of their browsers, or null
 * @param attempts how often sending was tried, this time included
 * @param sentAt when it was taken, or null
 * @param failure why the last attempt failed, or null
 */
public record Notice(
    UUID id,
    UUID reportId,
    NoticeKind kind,
    Relation relation,
    UUID userId,
    UUID contactReport,
    Channel channel,
    UUID subscription,
    Language language,
    Facts facts,
    NoticeStatus status,
    int attempts,
    Instant createdAt,
    Instant sentAt,
    String failure,
    String traceparent) {

  /**
   * What its text is written from.
   *
   * @param note what the officer says, or null
   * @param resolvedAt of a repair, or null
   * @param otherReport what it was merged into, or null
   * @param question the entry of the history that asks something, or null
   * @param news what a unit has to see to, or null
   */
  @RegisterForReflection // native: kept as JSON
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Facts(
      Bilingual category,
      String note,
      Instant at,
      Instant resolvedAt,
      UUID otherReport,
      UUID question,
      UnitNews news) {}

  /** What the officers of a unit are told: the first of it, and how much more there is. */
  @RegisterForReflection // native: kept as JSON
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record UnitNews(String unit, List<Item> items, int more) {
    /** One report, and what happened to it. */
    @RegisterForReflection // native: kept as JSON
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(UUID reportId, UnitAlert.Kind kind, Bilingual category, Instant dueAt) {}
  }
}
