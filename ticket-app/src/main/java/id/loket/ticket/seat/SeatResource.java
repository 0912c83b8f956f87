package id.loket.ticket.seat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Single seats over HTTP (DESIGN §3). */
@Path("/seats/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Seats")
public class SeatResource {
  private final Seats seats;
  private final Caller caller;

  SeatResource(Seats seats, Caller caller) {
    this.seats = seats;
    this.caller = caller;
  }

  @GET
  @PermitAll
  @Operation(summary = "Read a seat", description = "Status OPEN, ON_GOING or BOOKED.")
  @APIResponse(responseCode = "404", description = "seat-not-found")
  public Uni<Response> read(UUID id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) String ifNoneMatch) {
    return seats
        .visible(id, caller)
        .map(
            seat ->
                ETags.matches(ifNoneMatch, seat.details().version())
                    ? Response.notModified()
                        .header(HttpHeaders.ETAG, ETags.of(seat.details().version()))
                        .build()
                    : tagged(seat));
  }

  @PATCH
  @Consumes(MergePatch.MEDIA_TYPE)
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "Change a seat",
      description =
          "JSON Merge Patch (RFC 7396) with If-Match. A booking keeps the price it was made at.")
  @APIResponse(responseCode = "412", description = "stale")
  public Uni<Response> change(
      UUID id, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch, @NotNull JsonNode patch) {
    long version = ETags.required(ifMatch);
    return seats.change(id, version, patch, caller).map(SeatResource::tagged);
  }

  @DELETE
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(summary = "Delete a seat nobody has or waits for")
  @APIResponse(responseCode = "204", description = "deleted")
  @APIResponse(responseCode = "409", description = "seat-in-use")
  public Uni<Void> delete(UUID id) {
    return seats.delete(id, caller);
  }

  private static Response tagged(Seat seat) {
    return Response.ok(SeatView.of(seat))
        .header(HttpHeaders.ETAG, ETags.of(seat.details().version()))
        .build();
  }
}
