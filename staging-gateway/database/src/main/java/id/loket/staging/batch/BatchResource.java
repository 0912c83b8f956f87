package id.loket.staging.batch;

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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reopening of batches, for the other services of the staging machine. */
@Path("/batches/{id}/reopening")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Batches")
public class BatchResource {
  private final Batches batches;

  BatchResource(Batches batches) {
    this.batches = batches;
  }

  @POST
  @Operation(summary = "Open a closed batch again")
  @APIResponse(responseCode = "200", description = "the batch")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  @APIResponse(responseCode = "409", description = "batch-open, another-batch-open")
  public Uni<Batch> reopen(UUID id, @Valid @NotNull ReopenBatch why) {
    return batches.reopen(id, why);
  }
}
