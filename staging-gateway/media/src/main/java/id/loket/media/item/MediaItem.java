package id.loket.media.item;

import id.loket.kit.http.Sha256;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * A picture that is stored whole.
 *
 * @param owner the subject of whoever sent it
 * @param sha256 of its bytes, in hexadecimal digits; pictures of a month with the same bytes share
 *     them
 * @param size in bytes
 * @param month under which its bytes lie; null for pictures of versions that knew no months
 */
@RegisterForReflection // native: kept as JSON
public record MediaItem(
    UUID id,
    String owner,
    Kind kind,
    String sha256,
    long size,
    String contentType,
    Instant storedAt,
    String month) {

  /** Where what is known of a picture lies. */
  static String key(UUID id) {
    return "media/" + id + ".json";
  }

  /** Where its bytes lie. */
  String contentKey() {
    return "content/" + place();
  }

  /** Where what is drawn of it lies. */
  String variantKey(String variant) {
    return "variants/" + place() + "/" + variant;
  }

  private String place() {
    return (month == null ? "" : month + "/") + sha256.substring(0, 2) + "/" + sha256;
  }

  Sha256 digest() {
    return new Sha256(sha256);
  }

  /** Whether it is the same picture, sent again by the same sender. */
  public boolean isSame(String sender, String digest) {
    return owner.equals(sender) && sha256.equals(digest);
  }
}
