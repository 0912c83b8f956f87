package id.loket.staging.photo;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Photos of visits, for whoever keeps them. */
@Path("/photos")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Photos")
public class PhotoResource {
  private final Photos photos;

  PhotoResource(Photos photos) {
    this.photos = photos;
  }

  @POST
  @Path("/known")
  @Operation(summary = "Which of these photos belong to a visit, or are waited for")
  @APIResponse(responseCode = "200", description = "those of them")
  public Uni<KnownPhotos> known(@Valid @NotNull KnownPhotos asked) {
    return photos.known(asked.ids()).map(KnownPhotos::new);
  }
}
