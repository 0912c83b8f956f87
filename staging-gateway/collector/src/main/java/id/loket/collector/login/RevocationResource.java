package id.loket.collector.login;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.kit.page.PageQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For services that check device tokens by themselves (ADR 17). */
@Path("/collector/revocations")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("media")
@Tag(name = "Login")
public class RevocationResource {
  private final Revocations revocations;

  RevocationResource(Revocations revocations) {
    this.revocations = revocations;
  }

  @GET
  @Operation(summary = "Revoked devices whose tokens have not ended yet, the first ones first")
  @APIResponse(responseCode = "200", description = "a page of them")
  @APIResponse(responseCode = "503", description = "unavailable: go on with what is known")
  public Uni<RevocationPage> list(
      @BeanParam PageQuery page,
      @QueryParam("cursor") String cursor,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return revocations.page(page.limit(), cursor, language);
  }
}
