package id.loket.report.calendar;

import id.loket.kit.http.ETags;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Optional;

/** When units work. A unit nobody has written down anything for works around the clock. */
@Singleton
public class Calendars {
  public static final ProblemType NOT_FOUND = new ProblemType("calendar-not-found", 404);

  private final Pool pool;
  private final CalendarStore store;

  Calendars(Pool pool, CalendarStore store) {
    this.pool = pool;
    this.store = store;
  }

  /** The calendar by which a unit's time is counted. */
  public Uni<WorkCalendar> of(SqlClient client, String unit) {
    return store.find(client, unit).map(Calendars::counted);
  }

  /** That of the unit to which a category belongs. */
  public Uni<WorkCalendar> ofCategory(SqlClient client, String code) {
    return store.ofCategory(client, code).map(Calendars::counted);
  }

  /** What is written down; fails with {@code calendar-not-found} (404). */
  public Uni<UnitCalendar> find(String unit) {
    return store.find(pool, unit).map(found -> found.orElseThrow(() -> new Problem(NOT_FOUND)));
  }

  /**
   * Writes down when a unit works: for clocks that begin, go on or change hands from now on.
   *
   * @param version the one the caller last saw, or null for any
   * @return fails with {@code stale} (412) or {@code invalid-input} (400)
   */
  public Uni<UnitCalendar> put(String unit, Long version, UnitCalendar.Fields fields) {
    fields.calendar();
    return store.put(pool, unit, version, fields).map(put -> put.orElseThrow(ETags::stale));
  }

  /** Lets a unit work around the clock again; fails with {@code calendar-not-found} (404). */
  public Uni<Void> remove(String unit) {
    return store
        .delete(pool, unit)
        .invoke(
            removed -> {
              if (!removed) {
                throw new Problem(NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }

  private static WorkCalendar counted(Optional<UnitCalendar> found) {
    return found
        .map(UnitCalendar::fields)
        .map(UnitCalendar.Fields::calendar)
        .orElse(WorkCalendar.ALWAYS);
  }
}
