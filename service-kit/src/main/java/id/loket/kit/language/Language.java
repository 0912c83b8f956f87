package id.loket.kit.language;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The languages Loket speaks. */
public enum Language {
  INDONESIAN("id"),
  ENGLISH("en");

  private static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.of("id"));

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The BCP 47 tag: {@code id} or {@code en}. */
  @JsonValue
  public String tag() {
    return tag;
  }

  public Locale locale() {
    return Locale.forLanguageTag(this == INDONESIAN ? "id-ID" : "en-GB");
  }

  /**
   * The language of a tag.
   *
   * @throws IllegalArgumentException for a language Loket does not speak
   */
  @JsonCreator
  public static Language ofTag(String tag) {
    for (Language language : values()) {
      if (language.tag.equals(tag)) {
        return language;
      }
    }
    throw new IllegalArgumentException("use one of: id, en");
  }

  /** The one a link names, if Loket speaks it, else the best match for the header. */
  public static Language chosen(String tag, String acceptLanguage) {
    for (Language language : values()) {
      if (language.tag.equals(tag)) {
        return language;
      }
    }
    return preferred(acceptLanguage);
  }

  /** The best match for an {@code Accept-Language} header (RFC 9110); English without one. */
  public static Language preferred(String acceptLanguage) {
    if (acceptLanguage == null || acceptLanguage.isBlank()) {
      return ENGLISH;
    }
    try {
      Locale best = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), SPOKEN);
      return best != null && best.getLanguage().equals("id") ? INDONESIAN : ENGLISH;
    } catch (IllegalArgumentException malformedHeader) {
      return ENGLISH;
    }
  }
}
