package id.loket.client.verification;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Verification of e-mail addresses by the token of a mailed link. */
@Path("/users/verification")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "users")
public class VerificationResource {
  private final Verifications verifications;

  VerificationResource(Verifications verifications) {
    this.verifications = verifications;
  }

  /**
   * Proves an address, which makes the account that was asked for with it; a notice is mailed the
   * first time, the same token again is answered the same way. Problems: {@code
   * verification-token-unknown} (404), {@code verification-token-expired} (410).
   */
  @POST
  @PermitAll
  @Operation(summary = "Verify an e-mail address by the token mailed to it")
  @APIResponse(
      responseCode = "200",
      description = "the address is verified",
      content = @Content(schema = @Schema(implementation = Verified.class)))
  @APIResponse(responseCode = "404", description = "verification-token-unknown")
  @APIResponse(responseCode = "410", description = "verification-token-expired")
  public Uni<Verified> verify(@Valid @NotNull VerifyAddress request) {
    return verifications.verify(request.token());
  }
}
