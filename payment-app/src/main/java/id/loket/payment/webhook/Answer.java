package id.loket.payment.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What came of one attempt to deliver. */
sealed interface Answer {

  /**
   * The receiver answered.
   *
   * @param retryAfter its {@code Retry-After} header, or null
   */
  record Status(int code, String retryAfter) implements Answer {
    private static final int GONE = 410;

    boolean isSuccess() {
      return code >= 200 && code < 300;
    }

    boolean isGone() {
      return code == GONE;
    }

    /** Whether the receiver asks for fewer requests rather than complains about this one. */
    boolean asksToSlowDown() {
      return code == 429 || code == 502 || code == 503 || code == 504;
    }

    /** How long it wants to be left alone: seconds or an HTTP date (RFC 9110 §10.2.3). */
    Optional<Duration> wanted(Instant now) {
      if (retryAfter == null || !asksToSlowDown()) {
        return Optional.empty();
      }
      String text = retryAfter.strip();
      try {
        return Optional.of(Duration.ofSeconds(Math.max(0, Integer.parseInt(text))));
      } catch (NumberFormatException notSeconds) {
        return untilDate(text, now);
      }
    }

    private static Optional<Duration> untilDate(String text, Instant now) {
      try {
        Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        return Optional.of(Duration.between(now, date)).filter(wait -> !wait.isNegative());
      } catch (DateTimeParseException malformed) {
        return Optional.empty();
      }
    }
  }

  /**
   * No answer came.
   *
   * @param why kebab-case code: {@code timeout}, {@code unreachable}, {@code address-not-allowed}
   */
  record None(String why) implements Answer {}
}
