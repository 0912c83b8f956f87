package id.loket.report.calendar;

import id.loket.kit.audit.Act;
import id.loket.kit.http.ETags;
import id.loket.kit.postgres.AuditTrail;
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
  private final AuditTrail audit;

  Calendars(Pool pool, CalendarStore store, AuditTrail audit) {
    this.pool = pool;
    this.store = store;
    this.audit = audit;
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
   * Writes down when a unit works. Its open reports are due anew, soon.
   *
   * @param version the one the caller last saw, or null for any
   * @return fails with {@code stale} (412) or {@code invalid-input} (400)
   */
  public Uni<UnitCalendar> put(String unit, Long version, UnitCalendar.Fields fields) {
    fields.calendar();
    return pool.withTransaction(
        transaction ->
            store
                .put(transaction, unit, version, fields)
                .map(put -> put.orElseThrow(ETags::stale))
                .call(() -> store.changed(transaction, unit))
                .call(
                    put ->
                        audit.record(
                            transaction,
                            act("calendar.set", unit)
                                .from(put.before())
                                .to(put.calendar().fields())))
                .map(CalendarStore.Put::calendar));
  }

  /** Lets a unit work around the clock again; fails with {@code calendar-not-found} (404). */
  public Uni<Void> remove(String unit) {
    return pool.withTransaction(
        transaction ->
            store
                .delete(transaction, unit)
                .map(found -> found.orElseThrow(() -> new Problem(NOT_FOUND)))
                .call(() -> store.changed(transaction, unit))
                .chain(
                    calendar ->
                        audit.record(
                            transaction, act("calendar.removed", unit).from(calendar.fields()))));
  }

  private static Act act(String name, String unit) {
    return Act.of(name, "calendar", unit);
  }

  /** The next change of a calendar that is to be carried out. */
  public Uni<Optional<CalendarChange>> nextChange() {
    return store.nextChange(pool);
  }

  /** Keeps how far a change was carried out. */
  public Uni<Void> carriedOut(CalendarChange upTo) {
    return store.carriedOut(pool, upTo);
  }

  /** A change was carried out. */
  public Uni<Void> done(CalendarChange change) {
    return store.done(pool, change);
  }

  private static WorkCalendar counted(Optional<UnitCalendar> found) {
    return found
        .map(UnitCalendar::fields)
        .map(UnitCalendar.Fields::calendar)
        .orElse(WorkCalendar.ALWAYS);
  }
}
