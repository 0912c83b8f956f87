package id.loket.media.item;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be had of a picture. */
enum Variant {
  /** As it was sent, bit for bit. */
  ORIGINAL,
  /** A JPEG held upright, at most 1280 pixels a side, without what the camera wrote. */
  WEB,
  /** A JPEG held upright, at most 320 pixels a side, without what the camera wrote. */
  THUMB;

  static Optional<Variant> named(String name) {
    return Arrays.stream(values()).filter(variant -> variant.title().equals(name)).findFirst();
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where that of a picture lies. */
  String key(MediaItem item) {
    return this == ORIGINAL ? item.contentKey() : item.variantKey(title());
  }
}
