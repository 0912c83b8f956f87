package id.loket.report.officer;

import id.loket.kit.auth.Role;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which officer works for which unit. Users and their roles are client-app's. */
@Path("/officers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Officers")
public class OfficerResource {
  private final Officers officers;

  OfficerResource(Officers officers) {
    this.officers = officers;
  }

  @GET
  @RolesAllowed({Role.OFFICER, Role.ADMIN})
  @Operation(summary = "List officers, of one unit or of all")
  public Uni<Page<Officer>> list(@QueryParam("unit") String unit, @BeanParam PageQuery page) {
    return officers.list(unit, page);
  }

  @PUT
  @Path("/{userId}")
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "Let an officer work for a unit, and for no other")
  @APIResponse(responseCode = "200", description = "the officer")
  public Uni<Officer> place(UUID userId, @Valid @NotNull Officer.PlaceOfficer wanted) {
    return officers.place(userId, wanted.unit());
  }

  @DELETE
  @Path("/{userId}")
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "Take an officer's unit away")
  @APIResponse(responseCode = "204", description = "done")
  @APIResponse(responseCode = "404", description = "officer-not-found")
  public Uni<Void> remove(UUID userId) {
    return officers.remove(userId);
  }
}
