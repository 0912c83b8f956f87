package id.loket.client.verification;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Proves that a user reads the mails sent to the address given. */
public record VerifyAddress(
    @NotNull @Size(max = 100) @Schema(examples = "x6s0pQwYb3…") String token) {

  /** Without the token, for whoever logs it. */
  @Override
  public String toString() {
    return "VerifyAddress[…]";
  }
}
