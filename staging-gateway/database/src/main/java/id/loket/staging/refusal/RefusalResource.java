package id.loket.staging.refusal;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Refused items, for collector (docs/sync.md). */
@Path("/refusals")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Refusals")
public class RefusalResource {
  private final Refusals refusals;

  RefusalResource(Refusals refusals) {
    this.refusals = refusals;
  }

  @GET
  @Operation(summary = "Items that were not taken, the oldest first")
  @APIResponse(responseCode = "200", description = "a page of them")
  @APIResponse(responseCode = "403", description = "device-revoked")
  public Uni<Page<Refusal>> list(
      @QueryParam("collector") UUID collector,
      @QueryParam("device") UUID device,
      @QueryParam("settled") Boolean settled,
      @BeanParam PageQuery page) {
    return refusals.list(collector, device, settled, page);
  }

  @POST
  @Path("/{id}/settlement")
  @Operation(summary = "Say how a refused item was put right; the first word counts")
  @APIResponse(responseCode = "200", description = "the refusal, settled")
  @APIResponse(responseCode = "403", description = "device-revoked")
  @APIResponse(responseCode = "404", description = "refusal-not-found")
  public Uni<Refusal> settle(UUID id, @Valid @NotNull SettleRefusal how) {
    return refusals.settle(id, how);
  }
}
