package id.loket.ticket.seat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import id.loket.ticket.event.Events;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** What can be done with seats. */
@Singleton
public class Seats {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Pool pool;
  private final SeatStore store;
  private final SeatChangeRelay changes;
  private final Events events;
  private final MergePatch patches;
  private final AuditTrail audit;

  Seats(
      Pool pool,
      SeatStore store,
      SeatChangeRelay changes,
      Events events,
      MergePatch patches,
      AuditTrail audit) {
    this.pool = pool;
    this.store = store;
    this.changes = changes;
    this.events = events;
    this.patches = patches;
    this.audit = audit;
  }

  /** Makes seats of an event in the caller's transaction, all or none. */
  public Uni<List<Seat>> create(
      SqlClient transaction, UUID eventId, List<NewSeat> seats, Caller caller) {
    for (int i = 0; i < seats.size(); i++) {
      checkPrice(seats.get(i), "seats[" + i + "].");
    }
    return events
        .changeable(transaction, eventId, caller)
        .chain(event -> store.insert(transaction, eventId, seats))
        .onFailure(Seats::isDuplicate)
        .transform(duplicate -> new Problem(SeatProblems.EXISTS))
        .call(
            made ->
                audit.record(
                    transaction,
                    Act.of("seats.created", "event", eventId).to(Map.of("seats", labels(made)))));
  }

  /** Which seats at which price; their sections and rows stand in the seats themselves. */
  private static Map<String, List<String>> labels(List<Seat> made) {
    return made.stream()
        .map(Seat::details)
        .collect(
            Collectors.groupingBy(
                seat -> seat.price().currency() + " " + seat.price().amount(),
                Collectors.mapping(SeatDetails::label, Collectors.toList())));
  }

  public Uni<Seat> find(UUID id) {
    return find(pool, id);
  }

  private Uni<Seat> find(SqlClient client, UUID id) {
    return store.find(client, id).map(seat -> seat.orElseThrow(Seats::notFound));
  }

  /** A seat if that caller may see its event. */
  public Uni<Seat> visible(UUID id, Caller caller) {
    return find(id).call(seat -> events.visible(seat.details().eventId(), caller));
  }

  /** A page of an event's seats in the order they were made. */
  public Uni<Page<Seat>> ofEvent(UUID eventId, SeatStatus status, PageQuery query, Caller caller) {
    int limit = query.limit();
    Cursor cursor = query.cursor().orElse(null);
    return events
        .visible(eventId, caller)
        .chain(event -> store.list(pool, eventId, status, cursor, limit + 1))
        .map(
            seats ->
                Page.of(
                    seats,
                    limit,
                    seat -> new Cursor(seat.details().createdAt(), seat.details().id())));
  }

  /**
   * Reads a seat and keeps everybody else from changing it until the caller's transaction ends.
   * Whoever changes a booking locks its seat first: so nobody waits in a circle.
   */
  public Uni<Seat> lock(SqlClient transaction, UUID id) {
    return store.lock(transaction, id).map(seat -> seat.orElseThrow(Seats::notFound));
  }

  /** The same for several seats, locked and answered in one order, always: that of their ids. */
  public Uni<List<Seat>> lockAll(SqlClient transaction, List<UUID> ids) {
    return store
        .lockAll(transaction, ids)
        .invoke(
            found -> {
              if (found.size() != ids.size()) {
                throw notFound();
              }
            });
  }

  /** Writes the status of a seat the caller has locked. */
  public Uni<Void> write(SqlClient transaction, Seat seat) {
    return store.changeStatus(transaction, seat);
  }

  /** A statement of another feature wrote a seat's status, with the change that tells of it. */
  public void statusWritten() {
    changes.changed();
  }

  /**
   * Changes a seat by a merge patch. A booking keeps the price it was made at.
   *
   * @param version the version the caller last saw
   */
  public Uni<Seat> change(UUID id, long version, JsonNode patch, Caller caller) {
    return pool.withTransaction(
            transaction ->
                find(transaction, id)
                    .call(seat -> events.changeable(transaction, seat.details().eventId(), caller))
                    .invoke(seat -> ETags.requireSame(seat.details().version(), version))
                    .chain(seat -> change(transaction, seat, patch)))
        .onFailure(Seats::isDuplicate)
        .transform(duplicate -> new Problem(SeatProblems.EXISTS));
  }

  private Uni<Seat> change(SqlClient transaction, Seat seat, JsonNode patch) {
    UUID id = seat.details().id();
    NewSeat before = fieldsOf(seat);
    NewSeat after = patches.apply(before, patch, NewSeat.class);
    checkPrice(after, "");
    return store
        .update(transaction, id, seat.details().version(), after)
        .map(updated -> updated.orElseThrow(ETags::stale))
        .call(
            () ->
                audit.record(
                    transaction, Act.of("seat.changed", "seat", id).from(before).to(after)));
  }

  /** Deletes a seat nobody has or waits for. */
  public Uni<Void> delete(UUID id, Caller caller) {
    return pool.withTransaction(
        transaction ->
            find(transaction, id)
                .call(seat -> events.changeable(transaction, seat.details().eventId(), caller))
                .call(() -> delete(transaction, id))
                .chain(
                    seat ->
                        audit.record(
                            transaction, Act.of("seat.deleted", "seat", id).from(fieldsOf(seat)))));
  }

  private Uni<Void> delete(SqlClient transaction, UUID id) {
    return store
        .delete(transaction, id)
        .invoke(
            deleted -> {
              if (!deleted) {
                throw new Problem(SeatProblems.IN_USE);
              }
            })
        .replaceWithVoid();
  }

  private static NewSeat fieldsOf(Seat seat) {
    SeatDetails details = seat.details();
    return new NewSeat(details.label(), details.section(), details.row(), details.price());
  }

  private static void checkPrice(NewSeat seat, String prefix) {
    if (!seat.price().hasKnownCurrency()) {
      throw Problem.invalid(prefix + "price.currency", "field.currency");
    }
  }

  private static boolean isDuplicate(Throwable failure) {
    return failure instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState());
  }

  private static Problem notFound() {
    return new Problem(SeatProblems.NOT_FOUND);
  }
}
