package id.loket.ticket.event;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Page;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKeys;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Events over HTTP (DESIGN §3). */
@Path("/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
public class EventResource {
  private static final String CREATE = "POST /events";

  private final Events events;
  private final IdempotencyKeys keys;
  private final TolerantJson json;
  private final Caller caller;

  EventResource(Events events, IdempotencyKeys keys, TolerantJson json, Caller caller) {
    this.events = events;
    this.keys = keys;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "Make an event",
      description = "A draft unless status is PUBLISHED. Accepts Idempotency-Key.")
  @APIResponse(responseCode = "201", description = "the event, with Location and ETag")
  @APIResponse(responseCode = "400", description = "invalid-input")
  public Uni<Response> create(
      @HeaderParam("Idempotency-Key") String idempotencyKey, @Valid @NotNull EventFields fields) {
    UUID organiser = caller.userId().orElse(null);
    return keys.respondOnce(
        idempotencyKey,
        CREATE,
        caller.subject(),
        fields,
        transaction -> events.create(transaction, fields, organiser).map(this::created));
  }

  @GET
  @PermitAll
  @Operation(
      summary = "Search events",
      description = "Newest first. Drafts are shown to their organiser and to admins only.")
  public Uni<Page<EventView>> search(@Valid @BeanParam EventSearch search) {
    return events.search(search, caller).map(page -> page.map(this::view));
  }

  @GET
  @Path("/{id}")
  @PermitAll
  @Operation(summary = "Read an event")
  @APIResponse(responseCode = "404", description = "event-not-found")
  public Uni<Response> read(UUID id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    return events
        .visible(id, caller)
        .map(
            event ->
                ETags.matches(ifNoneMatch, event.version())
                    ? Response.notModified().header(HttpHeaders.ETAG, ETags.of(event.version()))
                    : tagged(Response.ok(), event))
        .map(Response.ResponseBuilder::build);
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MergePatch.MEDIA_TYPE)
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "Change an event",
      description =
          "JSON Merge Patch (RFC 7396) with If-Match. Status PUBLISHED opens it; CANCELLED calls it"
              + " off for good: bookings are cancelled, payments refunded, everybody told.")
  @APIResponse(responseCode = "409", description = "event-cancelled")
  @APIResponse(responseCode = "412", description = "stale")
  @APIResponse(responseCode = "428", description = "precondition-required")
  public Uni<Response> change(
      UUID id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, @NotNull JsonNode patch) {
    long version = ETags.required(ifMatch);
    return events
        .change(id, version, patch, caller)
        .map(event -> tagged(Response.ok(), event).build());
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(summary = "Delete an event none of whose seats is taken")
  @APIResponse(responseCode = "204", description = "deleted")
  @APIResponse(responseCode = "409", description = "event-not-deletable")
  public Uni<Void> delete(UUID id) {
    return events.delete(id, caller);
  }

  private Answer created(Event event) {
    return Answer.first(201, "/events/" + event.id(), json.write(view(event)))
        .tagged(ETags.of(event.version()));
  }

  private Response.ResponseBuilder tagged(Response.ResponseBuilder response, Event event) {
    return response.entity(view(event)).header(HttpHeaders.ETAG, ETags.of(event.version()));
  }

  private EventView view(Event event) {
    return EventView.of(event, events.mayChange(event, caller));
  }
}
