package id.loket.report.open311;

import id.loket.kit.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;

/**
 * Which requests are asked for.
 *
 * @param serviceCodes empty for all
 * @param open whether open or closed ones; null for both
 */
record RequestSearch(List<String> serviceCodes, Boolean open, Instant from, Instant to) {
  private static final Duration LONGEST = Duration.ofDays(90);

  /**
   * Reads the parameters of GeoReport v2; without dates the last 90 days are meant.
   *
   * @throws Problem {@code invalid-input} for a value that makes no sense, and for more than 90
   *     days
   */
  static RequestSearch read(
      String serviceCode, String status, String startDate, String endDate, Instant now) {
    Instant start = date("start_date", startDate);
    Instant end = date("end_date", endDate);
    Instant to = end != null ? end : start != null ? start.plus(LONGEST) : now.plusSeconds(1);
    Instant from = start != null ? start : to.minus(LONGEST);
    if (from.isAfter(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw Problem.invalid("end_date", "field.open311.span", LONGEST.toDays());
    }
    return new RequestSearch(list(serviceCode), open(status), from, to);
  }

  /** What stands between commas. */
  static List<String> list(String text) {
    return text == null || text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static Boolean open(String status) {
    List<String> wanted = list(status);
    boolean open = wanted.contains("open");
    boolean closed = wanted.contains("closed");
    if (wanted.stream().anyMatch(each -> !each.equals("open") && !each.equals("closed"))) {
      throw Problem.invalid("status", "field.open311.status");
    }
    return open == closed ? null : Boolean.valueOf(open);
  }

  private static Instant date(String field, String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      // a '+' of an offset arrives as a space where nobody encoded it
      return OffsetDateTime.parse(text.strip().replace(' ', '+')).toInstant();
    } catch (DateTimeParseException e) {
      throw Problem.invalid(field, "field.type.time");
    }
  }
}
