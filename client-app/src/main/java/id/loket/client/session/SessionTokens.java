package id.loket.client.session;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The tokens of a session.
 *
 * @param expiresIn seconds the access token is valid for
 */
@RegisterForReflection // native: the entity of a Response, which names no type
public record SessionTokens(
    @Schema(examples = "eyJhbGciOiJFUzI1NiIs…") String accessToken,
    @Schema(examples = "3q2-7wRr0Zc…") String refreshToken,
    @Schema(examples = "Bearer") String tokenType,
    @Schema(examples = "900") long expiresIn,
    @Schema(description = "whose session it is") UUID userId,
    @Schema(
            description =
                "whether roles are held back until an authenticator app is added and signed in with")
        boolean secondFactorMissing) {

  /** Without the tokens, for whoever logs it. */
  @Override
  public String toString() {
    return "SessionTokens[…]";
  }
}
