package id.loket.payment.webhook;

import id.loket.kit.auth.Role;
import id.loket.kit.page.Page;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The receivers of webhooks over HTTP (DESIGN §3); for admins only. */
@Path("/webhooks/endpoints")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@SecurityRequirement(name = "bearer")
@Tag(name = "Webhook endpoints")
public class EndpointResource {
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;

  private final Endpoints endpoints;

  EndpointResource(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /** All receivers, the configured one first; there are few enough for one page. */
  @GET
  @Operation(summary = "List the receivers of webhooks")
  @APIResponse(responseCode = "200", description = "All of them, without their secrets")
  public Uni<Page<EndpointView>> list() {
    return endpoints
        .all()
        .map(all -> new Page<>(all.stream().map(EndpointView::of).toList(), null));
  }

  /**
   * Adds a receiver. The answer holds the secret its webhooks are signed with (Standard Webhooks);
   * it is not shown again.
   *
   * @throws Problem {@code invalid-input} for a URL that is not https, not on the allow-list or not
   *     at a public address, and for unknown event types; {@code too-many-endpoints}
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @Operation(summary = "Add a receiver of webhooks")
  @APIResponse(
      responseCode = "201",
      description = "Added; the secret is shown this once",
      content = @Content(schema = @Schema(implementation = EndpointView.class)))
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "409", description = "too-many-endpoints")
  public Uni<EndpointView> add(@NotNull @Valid AddEndpoint wanted) {
    wanted.check();
    return endpoints.add(wanted.uri(), wanted.eventTypes()).map(EndpointView::of);
  }

  /**
   * Gives a receiver a new secret. For a day webhooks carry a signature of each, so that the
   * receiver can change over without missing one.
   *
   * @throws Problem {@code not-found}; {@code endpoint-is-configured}
   */
  @POST
  @Path("/{id}/secret")
  @Operation(summary = "Exchange a receiver's secret")
  @APIResponse(
      responseCode = "200",
      description = "The new secret, shown this once",
      content = @Content(schema = @Schema(implementation = EndpointView.class)))
  @APIResponse(responseCode = "404", description = "not-found")
  public Uni<EndpointView> exchangeSecret(@PathParam("id") UUID id) {
    return endpoints.exchangeSecret(id).map(EndpointView::of);
  }

  /**
   * Sends to a receiver again that was disabled because it answered 410 Gone. What died meanwhile
   * can be replayed.
   *
   * @throws Problem {@code not-found}
   */
  @POST
  @Path("/{id}/enable")
  @Operation(summary = "Enable a receiver again")
  @APIResponse(
      responseCode = "200",
      description = "Enabled",
      content = @Content(schema = @Schema(implementation = EndpointView.class)))
  @APIResponse(responseCode = "404", description = "not-found")
  public Uni<EndpointView> enable(@PathParam("id") UUID id) {
    return endpoints.enable(id).map(EndpointView::of);
  }

  /**
   * Removes a receiver. What is still owed to it becomes dead with reason {@code endpoint-removed}.
   *
   * @throws Problem {@code not-found}; {@code endpoint-is-configured}
   */
  @DELETE
  @Path("/{id}")
  @ResponseStatus(NO_CONTENT)
  @Operation(summary = "Remove a receiver")
  @APIResponse(responseCode = "204", description = "Removed")
  @APIResponse(responseCode = "404", description = "not-found")
  @APIResponse(responseCode = "409", description = "endpoint-is-configured")
  public Uni<Void> remove(@PathParam("id") UUID id) {
    return endpoints.remove(id);
  }
}
