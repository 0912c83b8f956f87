package id.loket.collector.batch;

import id.loket.collector.upstream.BatchView;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Batches of devices (docs/sync.md). */
@Path("/collector")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Batches")
public class BatchResource {
  private final Batches batches;
  private final DeviceCaller caller;

  BatchResource(Batches batches, DeviceCaller caller) {
    this.batches = batches;
    this.caller = caller;
  }

  @GET
  @Path("/batches/{id}/digest")
  @RolesAllowed(Role.DEVICE)
  @Operation(summary = "The proof that the server has what this device sent for a batch")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<BatchDigest> digest(
      UUID id, @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return batches.digest(id, caller.user(), caller.device(), language);
  }

  @GET
  @Path("/batches/{id}/items")
  @RolesAllowed(Role.DEVICE)
  @Operation(summary = "What the server has of this device's items for a batch")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<ItemPage> items(
      UUID id,
      @BeanParam PageQuery page,
      @QueryParam("cursor") String cursor,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return batches.items(id, caller.user(), caller.device(), page.limit(), cursor, language);
  }

  @GET
  @Path("/batches/{id}/contents")
  @RolesAllowed(Role.DEVICE)
  @Operation(
      summary = "Everything that counts in a batch, as it was recorded",
      description =
          "For the device that works in it now: one that replaced another, or whose local data were wiped, gets"
              + " its day back and can close it.")
  @APIResponse(responseCode = "403", description = "device-replaced, device-revoked")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<ContentsPage> contents(
      UUID id,
      @BeanParam PageQuery page,
      @QueryParam("cursor") String cursor,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return batches.contents(id, caller.user(), caller.device(), page.limit(), cursor, language);
  }

  @POST
  @Path("/batches/{id}/close")
  @RolesAllowed(Role.DEVICE)
  @Operation(
      summary = "Close a batch",
      description =
          "Everything must be there. Nothing in it changes then; the next step is a login.")
  @APIResponse(responseCode = "200", description = "the batch, sealed; also when it was already")
  @APIResponse(responseCode = "403", description = "device-replaced, device-revoked")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  @APIResponse(
      responseCode = "409",
      description = "digest-differs, receipts-differ, photos-missing")
  @APIResponse(
      responseCode = "503",
      description = "unavailable, or closing-goes-on: ask again, with Retry-After")
  public Uni<ClosedBatch> close(
      UUID id,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Valid @NotNull CloseBatch wanted) {
    return batches.close(id, caller.user(), caller.device(), wanted, language);
  }

  @POST
  @Path("/batches/{id}/reopen")
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "Open a closed batch again; who and why is recorded")
  @APIResponse(responseCode = "200", description = "the batch")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  @APIResponse(responseCode = "409", description = "batch-open, another-batch-open")
  public Uni<BatchView> reopen(
      UUID id,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language,
      @Valid @NotNull ReopenBatch why) {
    return batches.reopen(id, caller.user(), why, language);
  }

  @POST
  @Path("/reset")
  @RolesAllowed(Role.DEVICE)
  @Operation(
      summary = "Tell that this device is about to wipe its local data",
      description =
          "Answers the digest of its batch, to be compared first. The next step is a login.")
  @APIResponse(responseCode = "200", description = "the digest")
  public Uni<BatchDigest> reset(@HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return batches.beforeReset(caller.user(), caller.device(), language);
  }
}
