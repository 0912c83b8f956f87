package id.loket.report.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Arithmetic with working time. */
class WorkCalendarTest {
  private static final Instant BASE = Instant.parse("2026-01-01T00:00:00Z");
  private static final WorkCalendar OFFICE =
      new WorkCalendar(
          ZoneId.of("Asia/Jakarta"),
          List.of(
              new WorkCalendar.Hours(DayOfWeek.MONDAY, 8 * 60, 12 * 60),
              new WorkCalendar.Hours(DayOfWeek.MONDAY, 13 * 60, 16 * 60),
              new WorkCalendar.Hours(DayOfWeek.TUESDAY, 8 * 60, 16 * 60),
              new WorkCalendar.Hours(DayOfWeek.FRIDAY, 8 * 60, 11 * 60)),
          Set.of(LocalDate.parse("2026-12-25")));

  @Test
  void timeRunsInWorkingHoursOnly() {
    Instant fridayMorning = Instant.parse("2026-11-27T03:00:00Z"); // 10:00 in Jakarta

    assertThat(OFFICE.after(fridayMorning, Duration.ofHours(1)))
        .isEqualTo(Instant.parse("2026-11-27T04:00:00Z"));
    assertThat(OFFICE.after(fridayMorning, Duration.ofHours(6)))
        .as("one on Friday, four before and one after noon on Monday")
        .isEqualTo(Instant.parse("2026-11-30T07:00:00Z"));
    assertThat(OFFICE.between(fridayMorning, Instant.parse("2026-11-30T07:00:00Z")))
        .isEqualTo(Duration.ofHours(6));
  }

  @Test
  void holidaysAreLeftOut() {
    Instant thursday = Instant.parse("2026-12-24T03:00:00Z");

    assertThat(OFFICE.after(thursday, Duration.ofHours(1)))
        .as("not on Friday, which is Christmas")
        .isEqualTo(Instant.parse("2026-12-28T02:00:00Z"));
  }

  @Test
  void whereClocksArePutForwardADayIsShorter() {
    WorkCalendar berlin =
        new WorkCalendar(
            ZoneId.of("Europe/Berlin"),
            List.of(new WorkCalendar.Hours(DayOfWeek.SUNDAY, 0, 24 * 60)),
            Set.of());

    assertThat(
            berlin.between(
                Instant.parse("2026-03-28T12:00:00Z"), Instant.parse("2026-03-30T12:00:00Z")))
        .isEqualTo(Duration.ofHours(23));
  }

  @Property
  void whatIsWorkedUntilThenIsWhatWasAskedFor(
      @ForAll("calendars") WorkCalendar calendar,
      @ForAll("moments") Instant begin,
      @ForAll("works") Duration work) {
    Instant end = calendar.after(begin, work);

    assertThat(calendar.between(begin, end)).isEqualTo(work);
    assertThat(end).isAfterOrEqualTo(begin.plus(work));
  }

  @Property
  void timesAddUp(
      @ForAll("calendars") WorkCalendar calendar,
      @ForAll("moments") Instant begin,
      @ForAll("works") Duration first,
      @ForAll("works") Duration second) {
    Instant middle = calendar.after(begin, first);
    Instant end = calendar.after(middle, second);

    assertThat(calendar.after(begin, first.plus(second))).isEqualTo(end);
    assertThat(calendar.between(begin, middle).plus(calendar.between(middle, end)))
        .isEqualTo(calendar.between(begin, end));
  }

  @Property
  void whoeverBeginsLaterIsNotDoneEarlier(
      @ForAll("calendars") WorkCalendar calendar,
      @ForAll("moments") Instant one,
      @ForAll("moments") Instant other,
      @ForAll("works") Duration work) {
    Instant earlier = one.isBefore(other) ? one : other;
    Instant later = one.isBefore(other) ? other : one;

    assertThat(calendar.after(later, work)).isAfterOrEqualTo(calendar.after(earlier, work));
  }

  @Property
  void onHolidaysNothingIsWorked(
      @ForAll("calendars") WorkCalendar calendar, @ForAll("moments") Instant at) {
    LocalDate day = at.atZone(calendar.zone()).toLocalDate();
    WorkCalendar withHoliday = new WorkCalendar(calendar.zone(), calendar.hours(), Set.of(day));

    assertThat(
            withHoliday.between(
                day.atStartOfDay(calendar.zone()).toInstant(),
                day.plusDays(1).atStartOfDay(calendar.zone()).toInstant()))
        .isEqualTo(Duration.ZERO);
  }

  @Provide
  Arbitrary<WorkCalendar> calendars() {
    Arbitrary<ZoneId> zones =
        Arbitraries.of("Asia/Jakarta", "Asia/Jayapura", "Europe/Berlin", "America/St_Johns")
            .map(ZoneId::of);
    Arbitrary<List<WorkCalendar.Hours>> hours =
        Arbitraries.of(DayOfWeek.values())
            .set()
            .ofMinSize(1)
            .flatMap(
                days ->
                    Arbitraries.integers()
                        .between(0, 24 * 60)
                        .set()
                        .ofSize(4)
                        .list()
                        .ofSize(days.size())
                        .map(cuts -> stretches(List.copyOf(days), cuts)));
    Arbitrary<Set<LocalDate>> holidays =
        Arbitraries.integers()
            .between(0, 200)
            .set()
            .ofMaxSize(20)
            .map(
                days ->
                    days.stream()
                        .map(day -> LocalDate.parse("2026-01-01").plusDays(day))
                        .collect(Collectors.toSet()));
    return Combinators.combine(zones, hours, holidays).as(WorkCalendar::new);
  }

  private static List<WorkCalendar.Hours> stretches(List<DayOfWeek> days, List<Set<Integer>> cuts) {
    List<WorkCalendar.Hours> hours = new ArrayList<>();
    for (int day = 0; day < days.size(); day++) {
      List<Integer> sorted = cuts.get(day).stream().sorted().toList();
      hours.add(new WorkCalendar.Hours(days.get(day), sorted.get(0), sorted.get(1)));
      hours.add(new WorkCalendar.Hours(days.get(day), sorted.get(2), sorted.get(3)));
    }
    return hours;
  }

  @Provide
  Arbitrary<Instant> moments() {
    return Arbitraries.longs().between(0, 180L * 24 * 3600).map(BASE::plusSeconds);
  }

  @Provide
  Arbitrary<Duration> works() {
    return Arbitraries.longs().between(0, 200L * 3600).map(Duration::ofSeconds);
  }
}
