package id.loket.client.session;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for a session.
 *
 * @param code of the authenticator app, or a recovery code, for an account that has one
 */
public record SignIn(
    @NotNull @Size(max = 254) @Schema(examples = "citizen@loket.test") String email,
    @NotNull @Size(max = 128) @Schema(examples = "loket-citizen-local") String password,
    @Size(max = 40) @Schema(examples = "287082") String code) {

  /** Without what it says, for whoever logs it. */
  @Override
  public String toString() {
    return "SignIn[…]";
  }
}
