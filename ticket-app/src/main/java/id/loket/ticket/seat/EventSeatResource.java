package id.loket.ticket.seat;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The seats of an event over HTTP (DESIGN §3). */
@Path("/events/{eventId}/seats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Seats")
public class EventSeatResource {
  private final Seats seats;
  private final IdempotencyKeys keys;
  private final TolerantJson json;
  private final Caller caller;

  EventSeatResource(Seats seats, IdempotencyKeys keys, TolerantJson json, Caller caller) {
    this.seats = seats;
    this.keys = keys;
    this.json = json;
    this.caller = caller;
  }

  @POST
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "Make seats",
      description = "Up to 2000 at once, all or none. Accepts Idempotency-Key.")
  @APIResponse(responseCode = "201", description = "the seats, in the order sent")
  @APIResponse(responseCode = "409", description = "seat-exists")
  public Uni<Response> create(
      UUID eventId,
      @HeaderParam("Idempotency-Key") String idempotencyKey,
      @Valid @NotNull NewSeats wanted) {
    return keys.respondOnce(
        idempotencyKey,
        "POST /events/" + eventId + "/seats",
        caller.subject(),
        wanted,
        transaction ->
            seats.create(transaction, eventId, wanted.seats(), caller).map(this::created));
  }

  @GET
  @PermitAll
  @Operation(summary = "List an event's seats", description = "In the order they were made.")
  public Uni<Page<SeatView>> list(
      UUID eventId, @QueryParam("status") String status, @BeanParam PageQuery query) {
    return seats
        .ofEvent(eventId, statusOf(status), query, caller)
        .map(page -> page.map(SeatView::of));
  }

  private Answer created(List<Seat> made) {
    List<SeatView> views = made.stream().map(SeatView::of).toList();
    return Answer.first(201, null, json.write(new Page<>(views, null)));
  }

  private static SeatStatus statusOf(String status) {
    try {
      return status == null ? null : SeatStatus.valueOf(status);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "field.choice", Arrays.toString(SeatStatus.values()));
    }
  }
}
