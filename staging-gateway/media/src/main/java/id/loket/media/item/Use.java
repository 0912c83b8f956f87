package id.loket.media.item;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * That bytes are used by a picture: an empty object whose key says it. Nobody sends bytes into a
 * month that is over, so whoever finds no other use of them there may remove them.
 */
record Use(YearMonth month, String sha256, UUID picture) {
  private static final String PREFIX = "uses/";

  static Use of(MediaItem item) {
    return new Use(YearMonth.parse(item.month()), item.sha256(), item.id());
  }

  static YearMonth monthOf(Instant moment) {
    return YearMonth.from(moment.atZone(ZoneOffset.UTC));
  }

  /** Where uses of a month's bytes lie that begin with this digit. */
  static String prefix(YearMonth month, String firstDigit) {
    return PREFIX + month + "/" + firstDigit;
  }

  /** Where all uses of the same bytes lie. */
  String ofSameBytes() {
    return PREFIX + month + "/" + sha256 + "/";
  }

  String key() {
    return ofSameBytes() + picture;
  }

  /** Whether a picture is that one, with these bytes. */
  boolean isOf(MediaItem item) {
    return item.id().equals(picture)
        && item.sha256().equals(sha256)
        && month.toString().equals(item.month());
  }

  static Optional<Use> read(String key) {
    String[] parts = key.split("/");
    try {
      return parts.length == 4
          ? Optional.of(new Use(YearMonth.parse(parts[1]), parts[2], UUID.fromString(parts[3])))
          : Optional.empty();
    } catch (java.time.DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
