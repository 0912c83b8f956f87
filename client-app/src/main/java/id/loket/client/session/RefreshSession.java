package id.loket.client.session;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asks for new tokens in exchange for a refresh token, which is used up by that. */
public record RefreshSession(
    @NotNull @Size(max = 100) @Schema(examples = "3q2-7wRr0Zc…") String refreshToken) {

  /** Without the token, for whoever logs it. */
  @Override
  public String toString() {
    return "RefreshSession[…]";
  }
}
