package id.loket.media.upload;

import id.loket.kit.http.Sha256;
import id.loket.media.item.Kind;
import id.loket.media.item.Pictures;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An upload that was announced. It becomes the picture of the same id.
 *
 * @param sender the subject of whoever announced it
 * @param length of the whole, in bytes
 * @param sha256 of the whole in hexadecimal digits, as the sender says; null when not said
 * @param expiresAt when it is given up if it is not finished
 */
@RegisterForReflection // native: kept as JSON
record Upload(UUID id, String sender, Kind kind, long length, String sha256, Instant expiresAt) {
  static final String ALL = "uploads/";
  private static final String ROW = "row.json";
  private static final String PARTS = "parts/";

  static String folder(UUID id) {
    return ALL + id + "/";
  }

  static String row(UUID id) {
    return folder(id) + ROW;
  }

  static String parts(UUID id) {
    return folder(id) + PARTS;
  }

  /** The key of the part that begins at an offset: keys sort as offsets do. */
  static String part(UUID id, long offset) {
    return parts(id) + "%015d".formatted(offset);
  }

  static boolean isPart(String key) {
    return key.contains("/" + PARTS);
  }

  /** The id in a key of ours; empty for another key. */
  static Optional<UUID> idIn(String key) {
    try {
      String[] steps = key.split("/");
      return steps.length < 3 ? Optional.empty() : Optional.of(UUID.fromString(steps[1]));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /** Whether an announcement says the same again, as after an answer that got lost. */
  boolean isSame(Upload other) {
    return sender.equals(other.sender)
        && kind == other.kind
        && length == other.length
        && Optional.ofNullable(sha256).equals(Optional.ofNullable(other.sha256));
  }

  boolean isOver(Instant now) {
    return now.isAfter(expiresAt);
  }

  Pictures.Sent sent() {
    return new Pictures.Sent(id, sender, kind, Optional.ofNullable(sha256).map(Sha256::new));
  }
}
