package id.loket.report.calendar;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** When a unit works. */
@Schema(name = "UnitCalendar")
@RegisterForReflection // native: answered inside of a Response
public record CalendarView(
    String unit,
    String zone,
    List<UnitCalendar.OpenHours> hours,
    List<UnitCalendar.Holiday> holidays,
    long version,
    Instant updatedAt) {
  static CalendarView of(UnitCalendar calendar) {
    UnitCalendar.Fields fields = calendar.fields();
    return new CalendarView(
        calendar.unit(),
        fields.zone(),
        fields.hours(),
        fields.holidays(),
        calendar.version(),
        calendar.updatedAt());
  }
}
