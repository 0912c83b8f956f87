package id.loket.client.password;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asks for a mail with a link that sets a new password. */
public record RequestReset(
    @NotBlank @Email @Size(max = 254) @Schema(examples = "siti@example.org") String email) {

  /** Without the address, for whoever logs it. */
  @Override
  public String toString() {
    return "RequestReset[…]";
  }
}
