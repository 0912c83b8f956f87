package id.loket.kit.language;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/**
 * Texts in both languages, merged from every module's {@code messages/<bundle>.properties}
 * (English) and {@code messages/<bundle>_id.properties} (Indonesian), UTF-8, in {@link
 * MessageFormat} syntax.
 */
public final class Messages {
  private final Map<Language, Properties> texts = new EnumMap<>(Language.class);

  private Messages(String bundle) {
    texts.put(Language.ENGLISH, load("messages/" + bundle + ".properties"));
    texts.put(Language.INDONESIAN, load("messages/" + bundle + "_id.properties"));
  }

  /** Loads a bundle; a bundle nobody wrote is empty. */
  public static Messages of(String bundle) {
    return new Messages(bundle);
  }

  /**
   * The text of a key with its arguments filled in, or the fallback where no module has the key.
   */
  public String text(Language language, String key, String fallback, Object... arguments) {
    String pattern = texts.get(language).getProperty(key);
    if (pattern == null) {
      pattern = texts.get(Language.ENGLISH).getProperty(key);
    }
    return pattern == null
        ? fallback
        : new MessageFormat(pattern, language.locale()).format(arguments);
  }

  /** The text of a key with its arguments filled in; the key itself where there is none. */
  public String text(Language language, String key) {
    return text(language, key, key);
  }

  /** All keys of one language. */
  public java.util.Set<String> keys(Language language) {
    return texts.get(language).stringPropertyNames();
  }

  private static Properties load(String resource) {
    Properties merged = new Properties();
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      for (URL url : Collections.list(loader.getResources(resource))) {
        try (InputStreamReader reader =
            new InputStreamReader(url.openStream(), StandardCharsets.UTF_8)) {
          merged.load(reader);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
    return merged;
  }
}
