package id.loket.report.media;

import id.loket.report.place.Position;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A photo or video of a report.
 *
 * @param reason why it was rejected, in kebab case, or null
 * @param contentType by its content, once that is known
 * @param suggested where the photo says it was taken, or null
 * @param attempts how often drawing was begun and the process ended in its middle
 * @param traceparent the trace it came in with, or null
 */
public record MediaItem(
    UUID id,
    UUID reportId,
    Purpose purpose,
    UUID uploader,
    long size,
    MediaStatus status,
    String reason,
    String contentType,
    Integer width,
    Integer height,
    Position suggested,
    List<String> variants,
    int attempts,
    Instant createdAt,
    String traceparent) {

  /** Where its bytes wait to be put in place. */
  public String stagingKey() {
    return "staging/" + id;
  }

  /** Where a variant of it lies. */
  public String key(Variant variant) {
    return "reports/" + reportId + "/" + id + "/" + variant.title();
  }
}
