package id.loket.report.open311;

import id.loket.kit.problem.Problem;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/**
 * Which requests are asked for.
 *
 * @param serviceCodes empty for all
 * @param open whether open or closed ones; null for both
 * @param requested when they were made; null where only their last change counts
 * @param updated when they were changed last; null where that does not matter
 * @param page from 1 on
 * @param pageSize how many a page has
 */
record RequestSearch(
    List<String> serviceCodes, Boolean open, Span requested, Span updated, int page, int pageSize) {
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final int MOST = 1000;
  // so many are skipped at most: whoever wants older ones gives their dates
  private static final int LAST_PAGE = 1000;

  /** From a moment on, before another. */
  record Span(Instant from, Instant to) {}

  /** The parameters as they are sent. */
  static class Parameters {
    @QueryParam("service_code")
    @Parameter(description = "services' codes, comma-separated", example = "street-lamp")
    String serviceCode;

    @QueryParam("status")
    @Parameter(description = "open, closed or both with a comma", example = "open")
    String status;

    @QueryParam("start_date")
    @Parameter(description = "made then or later", example = "2026-11-01T00:00:00Z")
    String startDate;

    @QueryParam("end_date")
    @Parameter(description = "made before", example = "2026-12-01T00:00:00Z")
    String endDate;

    @QueryParam("updated_after")
    @Parameter(description = "changed last then or later", example = "2026-11-20T00:00:00Z")
    String updatedAfter;

    @QueryParam("updated_before")
    @Parameter(description = "changed last before", example = "2026-12-01T00:00:00Z")
    String updatedBefore;

    @QueryParam("page")
    @Parameter(description = "which page, from 1 on", example = "1")
    String page;

    @QueryParam("page_size")
    @Parameter(description = "how many a page has, at most 1000", example = "100")
    String pageSize;
  }

  /**
   * Reads the parameters of GeoReport v2 and those many add to it; without dates the last 90 days
   * are meant.
   *
   * @throws Problem {@code invalid-input} for a value that makes no sense, and for more than 90
   *     days
   */
  static RequestSearch read(Parameters sent, Instant now) {
    Span updated = null;
    Span requested = null;
    boolean followed = isGiven(sent.updatedAfter) || isGiven(sent.updatedBefore);
    if (followed) {
      updated = span("updated_after", sent.updatedAfter, "updated_before", sent.updatedBefore, now);
    }
    if (!followed || isGiven(sent.startDate) || isGiven(sent.endDate)) {
      requested = span("start_date", sent.startDate, "end_date", sent.endDate, now);
    }
    return new RequestSearch(
        list(sent.serviceCode),
        open(sent.status),
        requested,
        updated,
        number("page", sent.page, 1, LAST_PAGE),
        number("page_size", sent.pageSize, MOST, MOST));
  }

  private static boolean isGiven(String text) {
    return text != null && !text.isBlank();
  }

  private static Span span(
      String first, String startDate, String last, String endDate, Instant now) {
    Instant start = date(first, startDate);
    Instant end = date(last, endDate);
    Instant to = end != null ? end : start != null ? start.plus(LONGEST) : now.plusSeconds(1);
    Instant from = start != null ? start : to.minus(LONGEST);
    if (from.isAfter(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw Problem.invalid(last, "field.open311.span", LONGEST.toDays());
    }
    return new Span(from, to);
  }

  private static int number(String field, String text, int otherwise, int most) {
    if (!isGiven(text)) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // falls through to the problem
    }
    throw Problem.invalid(field, "field.open311.number", most);
  }

  /** How many come before this page. */
  int offset() {
    return (page - 1) * pageSize;
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
    if (!isGiven(text)) {
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
