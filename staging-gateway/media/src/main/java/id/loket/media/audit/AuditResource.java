package id.loket.media.audit;

import id.loket.kit.audit.AuditEntry;
import id.loket.kit.audit.AuditSearch;
import id.loket.kit.auth.Role;
import id.loket.kit.page.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What administrators did with images and logos (I12). */
@Path("/media/audit")
@RolesAllowed(Role.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit")
public class AuditResource {
  private final AuditTrail trail;

  AuditResource(AuditTrail trail) {
    this.trail = trail;
  }

  @GET
  @Operation(summary = "What was done by whom", description = "The latest first.")
  @APIResponse(responseCode = "200", description = "a page of acts")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  @APIResponse(responseCode = "503", description = "media-store-unavailable")
  public Uni<Page<AuditEntry>> search(@Valid @BeanParam AuditSearch search) {
    return trail.search(search);
  }
}
