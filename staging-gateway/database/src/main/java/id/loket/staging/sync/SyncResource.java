package id.loket.staging.sync;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Syncs, for collector (docs/sync.md). */
@Path("/syncs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Syncs")
public class SyncResource {
  private final Syncs syncs;

  SyncResource(Syncs syncs) {
    this.syncs = syncs;
  }

  @POST
  @Operation(summary = "Store a page of a device's outbox and read what changed for it")
  @APIResponse(responseCode = "200", description = "what became of it, and the changes")
  @APIResponse(responseCode = "403", description = "device-revoked, device-unknown")
  public Uni<SyncResult> sync(@Valid @NotNull SyncRequest request) {
    return syncs.sync(request);
  }
}
