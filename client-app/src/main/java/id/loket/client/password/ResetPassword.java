package id.loket.client.password;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Sets a new password.
 *
 * @param token of the link that was mailed
 */
public record ResetPassword(
    @NotNull @Size(max = 100) @Schema(examples = "x6s0pQwYb3…") String token,
    @NotNull @Schema(examples = "perahu pagi ke Madura", minLength = 10, maxLength = 128)
        String password) {

  /** Without what it says, for whoever logs it. */
  @Override
  public String toString() {
    return "ResetPassword[…]";
  }
}
