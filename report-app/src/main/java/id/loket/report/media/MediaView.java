package id.loket.report.media;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.report.place.Position;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A photo or video as somebody may see it.
 *
 * @param status PROCESSING until it is STORED or REJECTED
 * @param reason why it was rejected: stable, in kebab case
 * @param explanation the same for people
 * @param suggestedLocation where the photo says it was taken; for its reporter and officers
 * @param variants where each of its forms is
 */
@Schema(name = "Media")
public record MediaView(
    UUID id,
    UUID reportId,
    Purpose purpose,
    Status status,
    String reason,
    String explanation,
    String contentType,
    Integer width,
    Integer height,
    long size,
    Position suggestedLocation,
    Map<String, String> variants,
    Instant createdAt) {
  private static final Messages MESSAGES = Messages.of("media");

  /** What callers need to know of how far it got. */
  public enum Status {
    PROCESSING,
    STORED,
    REJECTED
  }

  static MediaView of(MediaItem item, boolean ownOrStaff, Language language) {
    Map<String, String> variants = new LinkedHashMap<>();
    item.variants().stream()
        .filter(variant -> ownOrStaff || !variant.equals(Variant.ORIGINAL.title()))
        .forEach(variant -> variants.put(variant, address(item) + "?variant=" + variant));
    return new MediaView(
        item.id(),
        item.reportId(),
        item.purpose(),
        status(item.status()),
        item.reason(),
        item.reason() == null ? null : MESSAGES.text(language, "rejected." + item.reason()),
        item.contentType(),
        item.width(),
        item.height(),
        item.size(),
        ownOrStaff ? item.suggested() : null,
        variants,
        item.createdAt());
  }

  static String address(MediaItem item) {
    return "/reports/" + item.reportId() + "/media/" + item.id();
  }

  private static Status status(MediaStatus status) {
    return switch (status) {
      case STORED -> Status.STORED;
      case REJECTED -> Status.REJECTED;
      default -> Status.PROCESSING;
    };
  }
}
