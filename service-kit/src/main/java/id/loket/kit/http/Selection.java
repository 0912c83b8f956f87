package id.loket.kit.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What of a file a GET or HEAD asks for: preconditions, then the range (RFC 9110 §13.2.2, §14.2).
 * One range is served; of several, or of one that makes no sense, the whole file is the answer, as
 * the RFC lets a server do.
 *
 * @param status 200, 206, 304, 412 or 416
 * @param from the first byte to send
 * @param length how many bytes to send; 0 where nothing is
 */
public record Selection(int status, long from, long length) {
  private static final String UNIT = "bytes=";

  /**
   * Decides.
   *
   * @param get whether it is a GET: a range says nothing to another method
   * @param header looks up a header of the request; null when it is absent
   * @param etag the file's strong entity tag, quotes included
   * @param modified when the file was last changed
   * @param size the file's size in bytes
   */
  public static Selection of(
      boolean get, UnaryOperator<String> header, String etag, Instant modified, long size) {
    String ifMatch = header.apply("If-Match");
    if (ifMatch != null) {
      if (!names(ifMatch, etag, true)) {
        return nothing(412);
      }
    } else if (date(header.apply("If-Unmodified-Since")).filter(modified::isAfter).isPresent()) {
      return nothing(412);
    }
    String ifNoneMatch = header.apply("If-None-Match");
    if (ifNoneMatch != null) {
      if (names(ifNoneMatch, etag, false)) {
        return nothing(304);
      }
    } else if (date(header.apply("If-Modified-Since"))
        .filter(since -> !modified.truncatedTo(ChronoUnit.SECONDS).isAfter(since))
        .isPresent()) {
      return nothing(304);
    }
    String range = header.apply("Range");
    return get && range != null && isStill(header.apply("If-Range"), etag)
        ? ranged(range.strip(), size)
        : whole(size);
  }

  /** Whether bytes are sent. */
  public boolean hasBody() {
    return status == 200 || status == 206;
  }

  /** The {@code Content-Range} of a 206 or 416; empty for other answers. */
  public Optional<String> contentRange(long size) {
    return switch (status) {
      case 206 -> Optional.of("bytes %d-%d/%d".formatted(from, from + length - 1, size));
      case 416 -> Optional.of("bytes */" + size);
      default -> Optional.empty();
    };
  }

  /** The time in the form HTTP headers have. */
  public static String httpDate(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME
        .withLocale(Locale.ENGLISH)
        .format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
  }

  private static Selection nothing(int status) {
    return new Selection(status, 0, 0);
  }

  private static Selection whole(long size) {
    return new Selection(200, 0, size);
  }

  /**
   * Only a strong tag proves that the rest fits to what the client has. Dates are not taken: a file
   * replaced within a second has the same.
   */
  private static boolean isStill(String ifRange, String etag) {
    return ifRange == null || ifRange.strip().equals(etag);
  }

  private static Selection ranged(String range, long size) {
    if (!range.regionMatches(true, 0, UNIT, 0, UNIT.length()) || range.indexOf(',') >= 0) {
      return whole(size);
    }
    String[] ends = range.substring(UNIT.length()).strip().split("-", -1);
    if (ends.length != 2 || !isNumber(ends[0]) || !isNumber(ends[1])) {
      return whole(size);
    }
    if (ends[0].isEmpty()) {
      return ends[1].isEmpty() ? whole(size) : last(number(ends[1]), size);
    }
    long first = number(ends[0]);
    long last = ends[1].isEmpty() ? Long.MAX_VALUE : number(ends[1]);
    if (last < first) {
      return whole(size);
    }
    return first >= size
        ? nothing(416)
        : new Selection(206, first, Math.min(last, size - 1) - first + 1);
  }

  private static Selection last(long count, long size) {
    long sent = Math.min(count, size);
    return sent == 0 ? nothing(416) : new Selection(206, size - sent, sent);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Numbers beyond every size there is are as good as the largest. */
  private static long number(String digits) {
    String shortened = digits.replaceFirst("^0+(?=.)", "");
    return shortened.length() > 18 ? Long.MAX_VALUE : Long.parseLong(shortened);
  }

  private static boolean names(String tags, String etag, boolean strongly) {
    return tags.strip().equals("*")
        || Arrays.stream(tags.split(","))
            .map(String::strip)
            .map(tag -> !strongly && tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(etag::equals);
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.ofNullable(header)
          .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
    } catch (DateTimeParseException malformed) {
      return Optional.empty();
    }
  }
}
