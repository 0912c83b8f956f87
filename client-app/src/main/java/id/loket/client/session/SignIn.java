package id.loket.client.session;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asks for a session. */
public record SignIn(
    @NotNull @Size(max = 254) @Schema(examples = "citizen@loket.test") String email,
    @NotNull @Size(max = 128) @Schema(examples = "loket-citizen-local") String password) {

  /** Without what it says, for whoever logs it. */
  @Override
  public String toString() {
    return "SignIn[…]";
  }
}
