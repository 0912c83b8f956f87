package id.loket.media.item;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a picture is for. */
public enum Kind {
  /** Taken in the field: its maker's, never replaced. */
  PHOTO,
  /** Shown to everybody who is signed in; made and replaced by administrators. */
  IMAGE,
  /** Shown to everybody who is signed in; made and replaced by administrators. */
  LOGO;

  /** The kind of that name. */
  public static Optional<Kind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.title().equals(name)).findFirst();
  }

  /** As it is written in requests. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
