package id.loket.report.work;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.http.ETags;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.ReportView;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Officers' work over HTTP (DESIGN §3). If-Match is honoured where it is sent. */
@Path("/reports/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Officers' work")
public class WorkResource {
  private final Work work;
  private final Caller caller;

  WorkResource(Work work, Caller caller) {
    this.work = work;
    this.caller = caller;
  }

  @PATCH
  @Path("/status")
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(
      summary = "Give a report another status",
      description =
          "RECEIVED to VERIFIED or REJECTED; VERIFIED to IN_PROGRESS, RESOLVED or REJECTED;"
              + " IN_PROGRESS to VERIFIED, RESOLVED or REJECTED; reopened: RESOLVED to IN_PROGRESS,"
              + " REJECTED to RECEIVED. A note or template is needed to close and to reopen. The"
              + " reporter and all who voted are told.")
  @APIResponse(responseCode = "200", description = "the report, with its new ETag")
  @APIResponse(responseCode = "403", description = "officer-without-unit, officer-of-another-unit")
  @APIResponse(responseCode = "404", description = "report-not-found, media-not-found")
  @APIResponse(responseCode = "409", description = "status-not-possible, not-an-after-photo")
  @APIResponse(responseCode = "412", description = "stale")
  public Uni<Response> changeStatus(
      UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @Valid @NotNull WorkRequests.ChangeStatus wanted) {
    return work.changeStatus(id, version(ifMatch), wanted, caller).map(WorkResource::tagged);
  }

  @PUT
  @Path("/assignment")
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "Hand a report to another unit or to an officer")
  @APIResponse(responseCode = "403", description = "officer-of-another-unit")
  @APIResponse(responseCode = "404", description = "report-not-found, officer-not-found")
  @APIResponse(responseCode = "409", description = "report-closed")
  public Uni<Response> assign(
      UUID id,
      @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
      @Valid @NotNull WorkRequests.Assign wanted) {
    return work.assign(id, version(ifMatch), wanted, caller).map(WorkResource::tagged);
  }

  @POST
  @Path("/notes")
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "Add a note that only officers read")
  public Uni<Response> note(UUID id, @Valid @NotNull WorkRequests.AddNote wanted) {
    return work.note(id, wanted, caller).map(WorkResource::tagged);
  }

  @POST
  @Path("/merge")
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(
      summary = "Merge a report into another that says the same",
      description =
          "It is closed; whoever is told of it is told of the other from now on. Both are of the"
              + " caller's unit.")
  @APIResponse(responseCode = "409", description = "report-not-mergeable, report-closed")
  public Uni<Response> merge(UUID id, @Valid @NotNull WorkRequests.Merge wanted) {
    return work.merge(id, wanted, caller).map(WorkResource::tagged);
  }

  private static Long version(String ifMatch) {
    return ifMatch == null ? null : Long.valueOf(ETags.required(ifMatch));
  }

  private static Response tagged(Report report) {
    return Response.ok(ReportView.of(report, Reader.Relation.STAFF))
        .header(HttpHeaders.ETAG, ETags.of(report.version()))
        .build();
  }
}
