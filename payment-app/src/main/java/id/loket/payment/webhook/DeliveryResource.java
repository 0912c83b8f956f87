package id.loket.payment.webhook;

import id.loket.kit.auth.Role;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Webhook deliveries over HTTP (DESIGN §3); admins may read and replay, services read. */
@Path("/webhooks/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@SecurityRequirement(name = "bearer")
@Tag(name = "Webhook deliveries")
public class DeliveryResource {
  private static final int ACCEPTED = 202;

  private final Deliveries deliveries;

  DeliveryResource(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /**
   * Lists deliveries in one state: those delivered or dead of the last 90 days, the latest first;
   * those pending in a stable order that is not that of time. A page may be shorter than asked for
   * and have another behind it: {@code next} alone tells the end.
   *
   * @param state {@code pending} (the default), {@code delivered} or {@code dead}
   * @throws Problem {@code invalid-input} for another state or limit; {@code invalid-cursor}
   */
  @GET
  @Operation(summary = "List webhook deliveries by state")
  @APIResponse(responseCode = "200", description = "A page")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<Page<DeliveryView>> list(
      @QueryParam("state")
          @Parameter(
              description = "pending (the default), delivered or dead",
              schema = @Schema(enumeration = {"pending", "delivered", "dead"}))
          String state,
      @QueryParam("cursor") @Parameter(hidden = true) String cursor,
      @BeanParam PageQuery page) {
    return deliveries
        .list(stateOf(state), page.limit(), cursor)
        .map(found -> found.map(DeliveryView::of));
  }

  /**
   * Sends a dead delivery again, from the start of the schedule; the receiver knows it by the same
   * webhook id.
   *
   * @throws Problem {@code not-found}; {@code delivery-not-replayable} unless it is dead
   */
  @POST
  @Path("/{id}/replay")
  @RolesAllowed(Role.ADMIN)
  @ResponseStatus(ACCEPTED)
  @Operation(summary = "Send a dead delivery again")
  @APIResponse(
      responseCode = "202",
      description = "Queued",
      content = @Content(schema = @Schema(implementation = DeliveryView.class)))
  @APIResponse(responseCode = "404", description = "not-found")
  @APIResponse(responseCode = "409", description = "delivery-not-replayable: it is not dead")
  public Uni<DeliveryView> replay(@PathParam("id") UUID id) {
    return deliveries.replay(id).map(DeliveryView::of);
  }

  private static DeliveryState stateOf(String text) {
    if (text == null) {
      return DeliveryState.PENDING;
    }
    return Arrays.stream(DeliveryState.values())
        .filter(state -> state.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> Problem.invalid("state", "field.delivery-state"));
  }
}
