package id.loket.report.calendar;

import id.loket.kit.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** When a unit works, as administrators write it down. */
public record UnitCalendar(String unit, Fields fields, long version, Instant updatedAt) {

  /**
   * What is written down.
   *
   * @param zone as in the IANA time zone database
   */
  @Schema(
      name = "UnitCalendarFields",
      example =
          """
          {"zone": "Asia/Jakarta",
           "hours": [{"day": "MONDAY", "from": "07:30", "to": "16:00"}],
           "holidays": [{"date": "2026-12-25", "name": "Natal"}]}
          """)
  @RegisterForReflection // native: kept as JSON
  public record Fields(
      @NotBlank @Size(max = 60) String zone,
      @NotEmpty @Size(max = 50) List<@Valid @NotNull OpenHours> hours,
      @NotNull @Size(max = 1000) List<@Valid @NotNull Holiday> holidays) {

    /**
     * The calendar to count with.
     *
     * @throws Problem {@code invalid-input} for an unknown zone, or hours that end before they
     *     begin or overlap
     */
    public WorkCalendar calendar() {
      ZoneId at;
      try {
        at = ZoneId.of(zone);
      } catch (DateTimeException unknown) {
        throw Problem.invalid("zone", "field.calendar.zone");
      }
      List<WorkCalendar.Hours> sorted =
          hours.stream()
              .map(OpenHours::hours)
              .sorted(
                  Comparator.comparing(WorkCalendar.Hours::day)
                      .thenComparing(WorkCalendar.Hours::from))
              .toList();
      WorkCalendar.Hours before = null;
      for (WorkCalendar.Hours some : sorted) {
        boolean overlaps =
            before != null && before.day() == some.day() && some.from() < before.to();
        if (some.from() >= some.to() || overlaps) {
          throw Problem.invalid("hours", "field.calendar.hours");
        }
        before = some;
      }
      return new WorkCalendar(
          at, sorted, holidays.stream().map(Holiday::date).collect(Collectors.toSet()));
    }
  }

  /**
   * A stretch of work, every week.
   *
   * @param to 24:00 is the end of the day
   */
  @RegisterForReflection // native: kept as JSON
  public record OpenHours(
      @NotNull DayOfWeek day,
      @NotNull @Pattern(regexp = "([01]\\d|2[0-3]):[0-5]\\d", message = "{loket.time}") String from,
      @NotNull @Pattern(regexp = "([01]\\d|2[0-3]):[0-5]\\d|24:00", message = "{loket.time}")
          String to) {
    WorkCalendar.Hours hours() {
      return new WorkCalendar.Hours(day, minutes(from), minutes(to));
    }

    private static int minutes(String time) {
      return Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3));
    }
  }

  /** A day without work. */
  @RegisterForReflection // native: kept as JSON
  public record Holiday(@NotNull LocalDate date, @Size(max = 100) String name) {}
}
