package id.loket.client.verification;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asks for the verification mail again. */
public record RequestVerification(
    @NotBlank @Email @Size(max = 254) @Schema(examples = "siti@example.org") String email) {

  /** Without the address, for whoever logs it. */
  @Override
  public String toString() {
    return "RequestVerification[…]";
  }
}
