package id.loket.ota.ping;

import id.loket.kit.auth.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How updates went, for administrators. */
@Path("/apk/coll/releases/{versionCode}/pings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "releases")
public class TallyResource {
  private final Pings pings;

  TallyResource(Pings pings) {
    this.pings = pings;
  }

  @GET
  @RolesAllowed(Role.ADMIN)
  @Operation(summary = "How an update went so far")
  @APIResponse(responseCode = "200", description = "devices that have it, and that tried in vain")
  @APIResponse(responseCode = "404", description = "release-not-found")
  public Uni<Tally> tally(long versionCode) {
    return pings.tally(versionCode);
  }
}
