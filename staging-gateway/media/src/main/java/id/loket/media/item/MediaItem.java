package id.loket.media.item;

import id.loket.kit.http.Sha256;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * A picture that is stored whole.
 *
 * @param owner the subject of whoever sent it
 * @param sha256 of its bytes, in hexadecimal digits; pictures with the same bytes share them
 * @param size in bytes
 */
@RegisterForReflection // native: kept as JSON
public record MediaItem(
    UUID id,
    String owner,
    Kind kind,
    String sha256,
    long size,
    String contentType,
    Instant storedAt) {

  /** Where what is known of a picture lies. */
  static String key(UUID id) {
    return "media/" + id + ".json";
  }

  /** Where bytes with that digest lie. */
  static String contentKey(String sha256) {
    return "content/" + sha256.substring(0, 2) + "/" + sha256;
  }

  Sha256 digest() {
    return new Sha256(sha256);
  }

  /** Whether it is the same picture, sent again by the same sender. */
  public boolean isSame(String sender, String digest) {
    return owner.equals(sender) && sha256.equals(digest);
  }
}
