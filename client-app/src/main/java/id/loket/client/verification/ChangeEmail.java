package id.loket.client.verification;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for another e-mail address.
 *
 * @param password the user's; an administrator who changes somebody else's sends none
 */
public record ChangeEmail(
    @NotBlank
        @Size(max = 254)
        @Email
        @Pattern(regexp = "[^\\p{Cntrl}]*", message = "{loket.printable}")
        @Schema(examples = "siti@example.org")
        String email,
    @Size(max = 128) @Schema(examples = "kereta malam ke Blitar") String password) {

  /** Without what it says, for whoever logs it. */
  @Override
  public String toString() {
    return "ChangeEmail[…]";
  }
}
