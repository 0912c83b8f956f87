package id.loket.client.verification;

import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Another e-mail address for an account. */
@Path("/users/{id}/email")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "users")
public class EmailChangeResource {
  private static final int ACCEPTED = 202;

  private final EmailChanges changes;
  private final Caller caller;

  EmailChangeResource(EmailChanges changes, Caller caller) {
    this.changes = changes;
    this.caller = caller;
  }

  /**
   * Mails a link to the new address; once it is followed ({@code POST /users/verification}) the
   * address is the account's, and the old one is told. Users send their password, administrators
   * may change others' without. Problems: {@code wrong-password} and {@code forbidden} (403),
   * {@code too-many-attempts} (429).
   */
  @PUT
  @Authenticated
  @Operation(summary = "Change the e-mail address, once the new one is proven")
  @APIResponse(responseCode = "202", description = "a link is mailed to the new address")
  @APIResponse(responseCode = "403", description = "wrong-password, forbidden")
  @APIResponse(responseCode = "404", description = "user-not-found")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  public Uni<Response> change(UUID id, @Valid @NotNull ChangeEmail request) {
    boolean own = caller.userId().filter(id::equals).isPresent();
    if (!own && !caller.isAdmin()) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    if (own && request.password() == null) {
      throw Problem.invalid("password", "field.required");
    }
    return changes
        .request(id, request.email(), own ? Optional.of(request.password()) : Optional.empty())
        .map(done -> Response.status(ACCEPTED).build());
  }
}
