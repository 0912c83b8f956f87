package id.loket.collector.photo;

import id.loket.collector.upstream.Upstream;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For media, which keeps photos as long as their visits. */
@Path("/collector/photos")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("media")
@Tag(name = "Photos")
public class PhotoResource {
  private final Upstream upstream;

  PhotoResource(Upstream upstream) {
    this.upstream = upstream;
  }

  @POST
  @Path("/known")
  @Operation(summary = "Which of these photos belong to a visit, or are waited for")
  @APIResponse(responseCode = "200", description = "those of them")
  @APIResponse(responseCode = "503", description = "unavailable: take all of them for known")
  public Uni<KnownPhotos> known(
      @Valid @NotNull KnownPhotos asked,
      @HeaderParam(HttpHeaders.ACCEPT_LANGUAGE) String language) {
    return upstream.post("/photos/known", asked, KnownPhotos.class, language);
  }
}
