package id.loket.client.password;

import id.loket.kit.auth.Caller;
import id.loket.kit.http.CallerAddress;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Passwords: changed with the old one, or set anew by a mailed link. */
@Path("/users")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "passwords")
public class PasswordResource {
  private static final int ACCEPTED = 202;

  private final Passwords passwords;
  private final Caller caller;
  private final CallerAddress addresses;

  PasswordResource(Passwords passwords, Caller caller, CallerAddress addresses) {
    this.passwords = passwords;
    this.caller = caller;
    this.addresses = addresses;
  }

  /**
   * Changes one's own password; all other sessions end, and a notice is mailed. Problems: {@code
   * wrong-password} (403) when the old one is not right, {@code too-many-attempts} (429), {@code
   * invalid-input} for a weak new one, {@code forbidden} for somebody else's.
   */
  @PUT
  @Path("{id}/password")
  @Authenticated
  @Operation(summary = "Change one's password")
  @APIResponse(responseCode = "204", description = "changed; other sessions have ended")
  @APIResponse(responseCode = "403", description = "wrong-password, forbidden")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  public Uni<Void> change(UUID id, @Valid @NotNull ChangePassword request) {
    if (caller.userId().filter(id::equals).isEmpty()) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    return passwords.change(id, request, caller.sessionId());
  }

  /**
   * Mails a link that sets a new password, good for an hour and once. The answer is 202 whether
   * there is such an account or not. Problem: {@code too-many-attempts} (429), counted by the
   * e-mail address and by the caller's.
   */
  @POST
  @Path("password-resets")
  @PermitAll
  @Operation(summary = "Ask for a link that sets a new password")
  @APIResponse(
      responseCode = "202",
      description = "a mail is on its way, if there is such an account")
  @APIResponse(responseCode = "429", description = "too-many-attempts, with Retry-After")
  public Uni<Response> request(
      @Valid @NotNull RequestReset request, @Context HttpServerRequest http) {
    return passwords
        .requestReset(request.email(), addresses.of(http).group())
        .map(done -> Response.status(ACCEPTED).build());
  }

  /**
   * Sets a new password by the token of the link; all sessions end. Problems: {@code
   * reset-token-unknown} (404) also for one that was used, {@code reset-token-expired} (410),
   * {@code invalid-input} for a weak password.
   */
  @PUT
  @Path("password-resets")
  @PermitAll
  @Operation(summary = "Set a new password by the token mailed")
  @APIResponse(responseCode = "204", description = "set; all sessions have ended")
  @APIResponse(responseCode = "404", description = "reset-token-unknown")
  @APIResponse(responseCode = "410", description = "reset-token-expired")
  public Uni<Void> reset(@Valid @NotNull ResetPassword request) {
    return passwords.reset(request.token(), request.password());
  }
}
