package id.loket.ticket.event;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.id.Ids;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.ticket.organiser.OrganiserAddresses;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** What can be done with events. */
@Singleton
public class Events {
  private static final int PER_SWEEP = 50;
  private static final String KIND = "event";

  private final Pool pool;
  private final EventStore store;
  private final MergePatch patches;
  private final OrganiserAddresses addresses;
  private final AuditTrail audit;
  private final Clock clock;
  private final jakarta.enterprise.event.Event<EventCancelled> cancelled;

  Events(
      Pool pool,
      EventStore store,
      MergePatch patches,
      OrganiserAddresses addresses,
      AuditTrail audit,
      Clock clock,
      jakarta.enterprise.event.Event<EventCancelled> cancelled) {
    this.pool = pool;
    this.store = store;
    this.patches = patches;
    this.addresses = addresses;
    this.audit = audit;
    this.clock = clock;
    this.cancelled = cancelled;
  }

  /** Makes an event in the caller's transaction; it belongs to that organiser. */
  public Uni<Event> create(SqlClient transaction, EventFields wanted, UUID organiserId) {
    EventFields fields = wanted.withDefaults();
    if (fields.status() == EventStatus.CANCELLED) {
      throw Problem.invalid("status", "field.event.status-new");
    }
    check(fields, true);
    return store
        .insert(transaction, Ids.next(), organiserId, fields)
        .call(
            made ->
                audit.record(
                    transaction, Act.of("event.created", KIND, made.id()).to(told(made.fields()))));
  }

  /** The event, if that caller may see it; drafts are only for those who may change them. */
  public Uni<Event> visible(UUID id, Caller caller) {
    return visible(pool, id, caller);
  }

  private Uni<Event> visible(SqlClient client, UUID id, Caller caller) {
    return find(client, id)
        .invoke(
            event -> {
              if (event.fields().status() == EventStatus.DRAFT && !mayChange(event, caller)) {
                throw notFound();
              }
            });
  }

  /** The event, if that caller may change it. */
  public Uni<Event> changeable(UUID id, Caller caller) {
    return changeable(pool, id, caller);
  }

  /** As {@link #changeable(UUID, Caller)}, as it stands in the caller's transaction. */
  public Uni<Event> changeable(SqlClient client, UUID id, Caller caller) {
    return visible(client, id, caller)
        .invoke(
            event -> {
              if (!mayChange(event, caller)) {
                throw new Problem(ProblemType.FORBIDDEN);
              }
            });
  }

  /** The event as it stands in the caller's transaction. */
  public Uni<Event> find(SqlClient client, UUID id) {
    return store.find(client, id).map(found -> found.orElseThrow(Events::notFound));
  }

  /** A page of the events that caller may see, newest first. */
  public Uni<Page<Event>> search(EventSearch search, Caller caller) {
    return store
        .search(pool, search, caller.userId().orElse(null), caller.isAdmin())
        .map(
            events ->
                Page.of(
                    events, search.limit(), event -> new Cursor(event.createdAt(), event.id())));
  }

  /**
   * Changes an event by a merge patch. Status CANCELLED calls it off: everybody is told, and what
   * was paid is refunded, once this is committed.
   *
   * @param version the version the caller last saw
   */
  public Uni<Event> change(UUID id, long version, JsonNode patch, Caller caller) {
    return pool.withTransaction(
            transaction ->
                changeable(transaction, id, caller)
                    .invoke(event -> ETags.requireSame(event.version(), version))
                    .chain(event -> change(transaction, event, changed(event, patch))))
        .invoke(
            event -> {
              if (event.fields().status() == EventStatus.CANCELLED) {
                cancelled.fireAsync(new EventCancelled(id));
              }
            });
  }

  private Uni<Event> change(SqlClient transaction, Event before, EventFields fields) {
    return store
        .update(transaction, before.id(), before.version(), fields)
        .map(updated -> updated.orElseThrow(ETags::stale))
        .call(
            after ->
                audit.record(
                    transaction,
                    Act.of(nameOf(before.fields(), fields), KIND, before.id())
                        .from(told(before.fields()))
                        .to(told(fields))));
  }

  private static String nameOf(EventFields before, EventFields after) {
    if (after.status() == before.status()) {
      return "event.changed";
    }
    return after.status() == EventStatus.CANCELLED ? "event.cancelled" : "event.published";
  }

  /** Deletes an event none of whose seats is taken. */
  public Uni<Void> delete(UUID id, Caller caller) {
    return pool.withTransaction(
        transaction ->
            changeable(transaction, id, caller)
                .call(event -> delete(transaction, id))
                .chain(
                    event ->
                        audit.record(
                            transaction,
                            Act.of("event.deleted", KIND, id).from(told(event.fields())))));
  }

  private Uni<Void> delete(SqlClient transaction, UUID id) {
    return store
        .delete(transaction, id)
        .invoke(
            deleted -> {
              if (!deleted) {
                throw new Problem(EventProblems.NOT_DELETABLE);
              }
            })
        .replaceWithVoid();
  }

  /** Cancelled events whose bookings are not all ended yet. */
  public Uni<List<UUID>> calledOff() {
    return store.calledOff(pool, PER_SWEEP);
  }

  /** Done with the bookings of a cancelled event, if none is left. */
  public Uni<Void> bookingsEnded(UUID id) {
    return store.bookingsEnded(pool, id);
  }

  /** Events that have begun and whose lines are not all ended yet. */
  public Uni<List<UUID>> begun() {
    return store.begun(pool, PER_SWEEP);
  }

  /** Done with the lines of an event that has begun, if nobody waits any more. */
  public Uni<Void> linesEnded(UUID id) {
    return store.linesEnded(pool, id);
  }

  /** Events that were moved and whose open seats are not offered to their lines yet. */
  public Uni<List<Event>> rescheduled() {
    return store.rescheduled(pool, PER_SWEEP);
  }

  /** Done with an event that was moved. */
  public Uni<Void> offered(Event event) {
    return store.offered(pool, event);
  }

  /** Whether the caller may change that event: its organiser, or an admin. */
  public boolean mayChange(Event event, Caller caller) {
    return caller.isAdmin()
        || (caller.hasRole(Role.ORGANISER)
            && caller.userId().filter(user -> user.equals(event.organiserId())).isPresent());
  }

  private EventFields changed(Event event, JsonNode patch) {
    if (event.fields().status() == EventStatus.CANCELLED) {
      throw new Problem(EventProblems.CANCELLED);
    }
    EventFields fields = patches.apply(event.fields(), patch, EventFields.class).withDefaults();
    if (fields.status() == EventStatus.DRAFT && event.fields().status() == EventStatus.PUBLISHED) {
      throw Problem.invalid("status", "field.event.status-back");
    }
    boolean rescheduled = !fields.startsAt().equals(event.fields().startsAt());
    check(fields, rescheduled);
    return fields;
  }

  private void check(EventFields fields, boolean startsAnew) {
    if (startsAnew && !fields.startsAt().isAfter(clock.instant())) {
      throw Problem.invalid("startsAt", "field.time.past");
    }
    if (fields.salesUntil() != null && fields.salesUntil().isAfter(fields.startsAt())) {
      throw Problem.invalid("salesUntil", "field.event.sales-after-start");
    }
    if (fields.salesFrom() != null
        && fields.salesUntil() != null
        && !fields.salesFrom().isBefore(fields.salesUntil())) {
      throw Problem.invalid("salesFrom", "field.event.sales-window");
    }
    if (fields.organiserUrl() != null && !isAcceptable(fields.organiserUrl())) {
      throw Problem.invalid("organiserUrl", "field.event.organiser-url");
    }
  }

  private boolean isAcceptable(String url) {
    try {
      return addresses.areAcceptable(URI.create(url));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** What the audit trail tells of an event: its organiser's address may carry a key. */
  private static EventFields told(EventFields fields) {
    return new EventFields(
        fields.title(),
        fields.venue(),
        fields.startsAt(),
        fields.description(),
        Act.plain(fields.organiserUrl()),
        fields.status(),
        fields.salesFrom(),
        fields.salesUntil());
  }

  private static Problem notFound() {
    return new Problem(EventProblems.NOT_FOUND);
  }
}
