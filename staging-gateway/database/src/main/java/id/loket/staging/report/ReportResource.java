package id.loket.staging.report;

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
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What batches add up to, and closing them, for collector (docs/sync.md). */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Reports")
public class ReportResource {
  private final Reports reports;

  ReportResource(Reports reports) {
    this.reports = reports;
  }

  @GET
  @Path("/reports")
  @Operation(summary = "The reports of a collector's batches of a day")
  public Uni<List<BatchReport>> ofDay(
      @NotNull @QueryParam("collector") UUID collector,
      @NotNull @QueryParam("day") LocalDate day,
      @QueryParam("device") UUID device) {
    return reports.ofDay(collector, day, device);
  }

  @GET
  @Path("/batches/{id}/digest")
  @Operation(summary = "The digests of what a device recorded for a batch, and of all of it")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<Digest> digest(
      UUID id,
      @NotNull @QueryParam("collector") UUID collector,
      @NotNull @QueryParam("device") UUID device) {
    return reports.digest(id, collector, device);
  }

  @GET
  @Path("/batches/{id}/items")
  @Operation(summary = "What there is of a device's items for a batch")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<Page<ItemHash>> items(
      UUID id,
      @NotNull @QueryParam("collector") UUID collector,
      @NotNull @QueryParam("device") UUID device,
      @BeanParam PageQuery page) {
    return reports.items(id, collector, device, page);
  }

  @GET
  @Path("/batches/{id}/contents")
  @Operation(summary = "Everything that counts in a batch, for the device that works in it now")
  @APIResponse(responseCode = "403", description = "device-replaced, device-revoked")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<Page<RecordedItem>> contents(
      UUID id,
      @NotNull @QueryParam("collector") UUID collector,
      @NotNull @QueryParam("device") UUID device,
      @BeanParam PageQuery page) {
    return reports.contents(id, collector, device, page);
  }

  @GET
  @Path("/batches/{id}/photos")
  @Operation(summary = "The photos that must be there before a batch can be closed")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<Page<PhotoToCheck>> photos(
      UUID id, @NotNull @QueryParam("collector") UUID collector, @BeanParam PageQuery page) {
    return reports.photos(id, collector, page);
  }

  @POST
  @Path("/batches/{id}/photos")
  @Operation(summary = "Remember that photos are stored: they are not asked for again")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  public Uni<Void> photosStored(UUID id, @Valid @NotNull StoredPhotos stored) {
    return reports.photosStored(id, stored);
  }

  @POST
  @Path("/batches/{id}/closing")
  @Operation(summary = "Close a batch that is complete; a closed one is answered as it is")
  @APIResponse(responseCode = "200", description = "its report, sealed")
  @APIResponse(responseCode = "403", description = "device-replaced, device-revoked")
  @APIResponse(responseCode = "404", description = "batch-not-found")
  @APIResponse(
      responseCode = "409",
      description = "digest-differs, receipts-differ, photos-missing")
  public Uni<BatchReport> close(UUID id, @Valid @NotNull CloseBatch wanted) {
    return reports.close(id, wanted);
  }
}
