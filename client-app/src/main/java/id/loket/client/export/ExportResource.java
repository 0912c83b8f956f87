package id.loket.client.export;

import id.loket.kit.audit.Actors;
import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is kept of a user. */
@Path("/users/{id}/export")
@Tag(name = "users")
public class ExportResource {
  private final Exports exports;
  private final Caller caller;
  private final Actors actors;

  ExportResource(Exports exports, Caller caller, Actors actors) {
    this.exports = exports;
    this.caller = caller;
    this.actors = actors;
  }

  /**
   * Everything any service keeps of a user, as a zip with a JSON file per service. For the user and
   * for administrators. Problems: {@code forbidden} (403), {@code user-not-found} (404), {@code
   * too-many-attempts} (429), {@code unavailable} (503) while a service is away.
   */
  @GET
  @Authenticated
  @Produces("application/zip")
  @Operation(summary = "All that is kept of a user")
  @APIResponse(responseCode = "200", description = "a zip of JSON")
  @APIResponse(responseCode = "403", description = "forbidden: somebody else's")
  @APIResponse(responseCode = "404", description = "user-not-found")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  @APIResponse(responseCode = "503", description = "unavailable: a service does not answer")
  public Uni<Response> export(UUID id) {
    if (!caller.mayActFor(id)) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    return exports
        .of(id, actors.standingInFor(id))
        .map(
            zip ->
                Response.ok(zip)
                    .header("Cache-Control", "no-store")
                    .header("Content-Disposition", "attachment; filename=\"loket-" + id + ".zip\"")
                    .build());
  }
}
