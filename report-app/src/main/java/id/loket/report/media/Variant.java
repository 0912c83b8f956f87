package id.loket.report.media;

import java.util.Locale;
import java.util.Optional;

/** A form in which a photo or video is kept. */
public enum Variant {
  /** As it came, without what cameras and people wrote into it; for its reporter and officers. */
  ORIGINAL("original"),
  /** At most 320 pixels wide and high. */
  THUMB("thumb"),
  /** At most 1280 pixels wide and high. */
  WEB("web");

  private final String title;

  Variant(String title) {
    this.title = title;
  }

  /** Its name in addresses and object keys. */
  public String title() {
    return title;
  }

  /** The variant of that name. */
  public static Optional<Variant> named(String name) {
    for (Variant variant : values()) {
      if (variant.title.equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(variant);
      }
    }
    return Optional.empty();
  }
}
