package id.loket.local.organiser;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Loket's settings write them: {@code 500ms}, {@code 1s}, {@code 15m}, {@code PT2S}.
 */
public final class Durations {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

  private Durations() {}

  /**
   * @throws IllegalArgumentException when the text is no duration
   */
  public static Duration parse(String text) {
    Matcher match = SHORT.matcher(text.strip().toLowerCase());
    if (match.matches()) {
      long amount = Long.parseLong(match.group(1));
      return switch (match.group(2) == null ? "s" : match.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a duration (500ms, 1s, 15m): " + text, e);
    }
  }
}
