package id.loket.kit.person;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What this service keeps of a user, for client-app's export. */
@Path("/people/{userId}")
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("client-app")
@Tag(name = "People")
@IfBuildProperty(name = "loket.people.served", stringValue = "true")
public class PersonResource {
  private final PersonReader people;

  PersonResource(PersonReader people) {
    this.people = people;
  }

  /**
   * All of it.
   *
   * @throws id.loket.kit.problem.Problem {@code forbidden} for everybody but client-app
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "All that is kept of a user (client-app)")
  @APIResponse(responseCode = "200", description = "empty lists for somebody who is not known")
  @APIResponse(responseCode = "403", description = "forbidden: for client-app only")
  public Uni<String> read(UUID userId) {
    return people.dataOf(userId);
  }
}
