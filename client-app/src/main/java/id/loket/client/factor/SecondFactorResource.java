package id.loket.client.factor;

import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A second factor beside the password: the codes of an authenticator app (RFC 6238). */
@Path("/users/{id}/second-factors")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
@Tag(name = "second factor")
@RegisterForReflection( // native: entities of a Response, which names no type
    targets = {NewSecondFactor.class, RecoveryCodes.class})
public class SecondFactorResource {
  private static final int CREATED = 201;

  private final SecondFactors factors;
  private final Caller caller;

  SecondFactorResource(SecondFactors factors, Caller caller) {
    this.factors = factors;
    this.caller = caller;
  }

  /**
   * Makes a secret for an authenticator app. It counts once a code of it was sent to {@code
   * confirmation}. Problems: {@code wrong-password} (403), {@code second-factor-exists} (409).
   */
  @POST
  @Operation(summary = "Add an authenticator app")
  @APIResponse(
      responseCode = "201",
      description = "what the app needs to know, shown this once",
      content = @Content(schema = @Schema(implementation = NewSecondFactor.class)))
  @APIResponse(responseCode = "403", description = "wrong-password, forbidden")
  @APIResponse(responseCode = "409", description = "second-factor-exists")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  public Uni<Response> add(UUID id, @Valid @NotNull AddSecondFactor request) {
    requireSelf(id);
    return factors
        .offer(id, request.password())
        .map(offered -> secret(Response.status(CREATED).entity(offered)));
  }

  /**
   * Sends the first code of the app: from now on signing in asks for one. Answers recovery codes,
   * each good once. Problems: {@code wrong-code} (403), {@code second-factor-not-found} (404).
   */
  @POST
  @Path("confirmation")
  @Operation(summary = "Confirm the authenticator app by a code")
  @APIResponse(
      responseCode = "200",
      description = "recovery codes, shown this once",
      content = @Content(schema = @Schema(implementation = RecoveryCodes.class)))
  @APIResponse(responseCode = "403", description = "wrong-code, forbidden")
  @APIResponse(responseCode = "404", description = "second-factor-not-found")
  @APIResponse(responseCode = "409", description = "second-factor-exists")
  public Uni<Response> confirm(UUID id, @Valid @NotNull SendCode request) {
    requireSelf(id);
    return factors.confirm(id, code(request)).map(codes -> secret(Response.ok(codes)));
  }

  /**
   * Removes the app: signing in asks for no code any more. Users send a code, or a recovery code;
   * administrators may remove somebody else's without. Problems: {@code wrong-code} (403), {@code
   * second-factor-not-found} (404).
   */
  @POST
  @Path("removal")
  @Operation(summary = "Remove the authenticator app")
  @APIResponse(responseCode = "204", description = "removed")
  @APIResponse(responseCode = "403", description = "wrong-code, forbidden")
  @APIResponse(responseCode = "404", description = "second-factor-not-found")
  public Uni<Void> remove(UUID id, @Valid @NotNull SendCode request) {
    boolean forSomebodyElse = caller.isAdmin() && caller.userId().filter(id::equals).isEmpty();
    if (!forSomebodyElse) {
      requireSelf(id);
    }
    return factors.remove(id, forSomebodyElse ? Optional.empty() : Optional.of(code(request)));
  }

  private void requireSelf(UUID id) {
    if (caller.userId().filter(id::equals).isEmpty()) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
  }

  private static String code(SendCode request) {
    if (request.code() == null) {
      throw Problem.invalid("code", "field.required");
    }
    return request.code();
  }

  private static Response secret(Response.ResponseBuilder response) {
    return response.header("Cache-Control", "no-store").build();
  }
}
