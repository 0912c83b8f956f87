package id.loket.kit.audit;

import id.loket.kit.auth.Role;
import id.loket.kit.page.Page;
import io.quarkus.arc.properties.IfBuildProperty;
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

/** What administrators, organisers and officers did in this service (I12), for administrators. */
@Path("/audit")
@RolesAllowed(Role.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit")
@IfBuildProperty(name = "loket.audit.served", stringValue = "true")
public class AuditResource {
  private final AuditReader trail;

  AuditResource(AuditReader trail) {
    this.trail = trail;
  }

  /**
   * Acts by who did them, what they are, what they were done to and when; all of them without.
   *
   * @throws id.loket.kit.problem.Problem {@code invalid-input}, {@code invalid-cursor}
   */
  @GET
  @Operation(
      summary = "What was done by whom (administrators)",
      description =
          "The latest first. A page may be shorter than asked for and have another behind it: next"
              + " alone tells the end.")
  @APIResponse(responseCode = "200", description = "a page of acts")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<Page<AuditEntry>> search(@Valid @BeanParam AuditSearch search) {
    return trail.search(search);
  }
}
