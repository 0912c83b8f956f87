package id.loket.collector.refusal;

import id.loket.collector.upstream.DeviceCaller;
import id.loket.kit.auth.Role;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Items that were not taken (docs/sync.md): a collector's own with their device, everybody's for
 * officers and administrators.
 */
@Path("/collector/refusals")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.DEVICE, Role.OFFICER, Role.ADMIN})
@Tag(name = "Refusals")
public class RefusalResource {
  private final Refusals refusals;
  private final DeviceCaller caller;

  RefusalResource(Refusals refusals, DeviceCaller caller) {
    this.refusals = refusals;
    this.caller = caller;
  }

  @GET
  @Operation(
      summary = "Items that were not taken, and why; the oldest first",
      description = "They are kept for half a year.")
  @APIResponse(responseCode = "200", description = "a page of them")
  @APIResponse(responseCode = "403", description = "device-revoked")
  @APIResponse(responseCode = "503", description = "unavailable, with Retry-After")
  public Uni<RefusalPage> list(
      @QueryParam("collector")
          @Parameter(description = "whose; everybody's when missing, a device sees its own")
          UUID collector,
      @QueryParam("settled") @Parameter(description = "both when missing") Boolean settled,
      @BeanParam PageQuery page,
      @QueryParam("cursor") String cursor,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return refusals.list(asker(collector), settled, page.limit(), cursor, language);
  }

  @POST
  @Path("/{id}/settlement")
  @Operation(
      summary = "Say how a refused item was put right; the first word counts",
      description = "A device names the stored item that stands for it; people need not.")
  @APIResponse(responseCode = "200", description = "the refusal, settled")
  @APIResponse(responseCode = "403", description = "device-revoked")
  @APIResponse(responseCode = "404", description = "refusal-not-found")
  @APIResponse(responseCode = "503", description = "unavailable, with Retry-After")
  public Uni<Refusal> settle(
      UUID id,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Valid @NotNull SettleRefusal how) {
    return refusals.settle(asker(null), id, how, language);
  }

  private Refusals.Asker asker(UUID collector) {
    return caller.isDevice()
        ? new Refusals.Asker(caller.user(), caller.device(), caller.user())
        : new Refusals.Asker(collector, null, caller.user());
  }
}
