package id.loket.ticket.checkin;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.ticket.booking.Placed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Check-in over HTTP (DESIGN §3). */
@Path("/tickets/check-in")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tickets")
public class CheckInResource {
  private final CheckIns checkIns;
  private final Caller caller;

  CheckInResource(CheckIns checkIns, Caller caller) {
    this.checkIns = checkIns;
    this.caller = caller;
  }

  /**
   * A ticket shown at the door.
   *
   * @param code what its QR code says
   */
  public record ShownTicket(@NotBlank @Size(max = 1000) String code) {}

  /** Who is let in. */
  public record LetIn(
      UUID bookingId, UUID eventId, String seat, String holder, Instant checkedInAt) {}

  @POST
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(summary = "Let a ticket holder in", description = "Each ticket works once.")
  @APIResponse(responseCode = "200", description = "let in")
  @APIResponse(responseCode = "409", description = "ticket-already-used, ticket-not-valid")
  @APIResponse(responseCode = "422", description = "ticket-forged")
  public Uni<LetIn> checkIn(@Valid @NotNull ShownTicket ticket) {
    return checkIns.checkIn(ticket.code(), caller).map(CheckInResource::view);
  }

  private static LetIn view(Placed placed) {
    return new LetIn(
        placed.booking().id(),
        placed.booking().eventId(),
        placed.seat().label(),
        placed.booking().holder().name(),
        placed.booking().checkedInAt());
  }
}
