package id.loket.ticket.stream;

import id.loket.kit.auth.Caller;
import id.loket.ticket.event.Events;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Seat changes as server-sent events (DESIGN §3). */
@Path("/events/{id}/stream")
@Tag(name = "Events")
public class EventStreamResource {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private final Events events;
  private final SeatChanges changes;
  private final Caller caller;
  private final Watchers watchers;

  EventStreamResource(Events events, SeatChanges changes, Caller caller, Watchers watchers) {
    this.events = events;
    this.changes = changes;
    this.caller = caller;
    this.watchers = watchers;
  }

  @GET
  @PermitAll
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      summary = "Watch an event's seats",
      description =
          "An event 'seat' with seatId, status and version at each change, and a comment now and"
              + " then. After a reconnect read the seats once: changes in between are not repeated. The"
              + " stream ends when some may have been missed.")
  public Multi<OutboundSseEvent> watch(UUID id, Sse sse, @Context RoutingContext request) {
    watchers.enter(request);
    Multi<OutboundSseEvent> keepAlive =
        Multi.createFrom()
            .ticks()
            .every(KEEP_ALIVE)
            .onOverflow()
            .drop()
            .map(tick -> sse.newEventBuilder().comment("still here").build());
    Multi<OutboundSseEvent> seats =
        changes
            .of(id)
            .map(
                change ->
                    sse.newEventBuilder()
                        .name("seat")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(SeatChange.class, change)
                        .build());
    return events
        .visible(id, caller)
        .onItem()
        .transformToMulti(event -> untilTheFirstEnds(seats, keepAlive));
  }

  /** Merged, the second goes on for ever: what comes after the last of the first ends both. */
  private static <T> Multi<T> untilTheFirstEnds(Multi<T> first, Multi<T> second) {
    Multi<Optional<T>> ending =
        first.map(Optional::of).onCompletion().continueWith(Optional.empty());
    return Multi.createBy()
        .merging()
        .streams(ending, second.map(Optional::of))
        .select()
        .first(Optional::isPresent)
        .map(Optional::orElseThrow);
  }
}
