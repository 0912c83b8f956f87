package id.loket.staging.audit;

import id.loket.kit.audit.AuditEntry;
import id.loket.kit.audit.AuditReader;
import id.loket.kit.audit.AuditSearch;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
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

/** What administrators did with collectors and devices (I12); collector shows it to them. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Audit")
public class AuditResource {
  private final AuditReader trail;

  AuditResource(AuditReader trail) {
    this.trail = trail;
  }

  @GET
  @Operation(summary = "What was done by whom", description = "The latest first.")
  @APIResponse(responseCode = "200", description = "a page of acts")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<Page<AuditEntry>> search(@Valid @BeanParam AuditSearch search) {
    return trail.search(search);
  }
}
