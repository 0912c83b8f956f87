package id.loket.report.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * When somebody works, and arithmetic with that time: days and hours as the clock on the wall of
 * their zone shows them, summer time included.
 *
 * @param hours of the week, which do not overlap; empty: around the clock
 * @param holidays days without work
 */
public record WorkCalendar(ZoneId zone, List<Hours> hours, Set<LocalDate> holidays) {
  /** Around the clock, every day. */
  public static final WorkCalendar ALWAYS = new WorkCalendar(ZoneId.of("UTC"), List.of(), Set.of());

  private static final int MINUTES_OF_A_DAY = 24 * 60;

  public WorkCalendar {
    hours =
        hours.stream().sorted(Comparator.comparing(Hours::day).thenComparing(Hours::from)).toList();
  }

  /**
   * A stretch of work, every week.
   *
   * @param from minutes after midnight
   * @param to minutes after midnight, at most 1440
   */
  public record Hours(DayOfWeek day, int from, int to) {}

  /** A stretch of work on one day. */
  private record Stretch(Instant from, Instant to) {
    Duration length() {
      return from.isBefore(to) ? Duration.between(from, to) : Duration.ZERO;
    }
  }

  /** When so much time has been worked, if work begins then. */
  public Instant after(Instant begin, Duration work) {
    if (hours.isEmpty() || work.isZero()) {
      return begin.plus(work);
    }
    Duration left = work;
    for (LocalDate day = day(begin); ; day = day.plusDays(1)) {
      for (Stretch stretch : on(day, begin, Instant.MAX)) {
        if (stretch.length().compareTo(left) >= 0) {
          return stretch.from().plus(left);
        }
        left = left.minus(stretch.length());
      }
    }
  }

  /** How much time is worked between two moments; nothing when the second is not the later one. */
  public Duration between(Instant begin, Instant end) {
    if (!begin.isBefore(end)) {
      return Duration.ZERO;
    }
    if (hours.isEmpty()) {
      return Duration.between(begin, end);
    }
    Duration worked = Duration.ZERO;
    LocalDate last = day(end);
    for (LocalDate day = day(begin); !day.isAfter(last); day = day.plusDays(1)) {
      for (Stretch stretch : on(day, begin, end)) {
        worked = worked.plus(stretch.length());
      }
    }
    return worked;
  }

  private LocalDate day(Instant at) {
    return at.atZone(zone).toLocalDate();
  }

  private List<Stretch> on(LocalDate day, Instant begin, Instant end) {
    if (holidays.contains(day)) {
      return List.of();
    }
    return hours.stream()
        .filter(some -> some.day() == day.getDayOfWeek())
        .map(
            some ->
                new Stretch(later(at(day, some.from()), begin), earlier(at(day, some.to()), end)))
        .toList();
  }

  private Instant at(LocalDate day, int minutes) {
    return minutes == MINUTES_OF_A_DAY
        ? day.plusDays(1).atStartOfDay(zone).toInstant()
        : day.atTime(minutes / 60, minutes % 60).atZone(zone).toInstant();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
