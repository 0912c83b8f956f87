package id.loket.client.password;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Replaces a password.
 *
 * @param password the new one
 */
public record ChangePassword(
    @NotNull @Size(max = 128) @Schema(examples = "kereta malam ke Blitar") String oldPassword,
    @NotNull @Schema(examples = "perahu pagi ke Madura", minLength = 10, maxLength = 128)
        String password) {

  /** Without the passwords, for whoever logs it. */
  @Override
  public String toString() {
    return "ChangePassword[…]";
  }
}
