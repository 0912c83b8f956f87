package id.loket.client.factor;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asks for a secret for an authenticator app. */
public record AddSecondFactor(
    @NotNull @Size(max = 128) @Schema(examples = "kereta malam ke Blitar") String password) {

  /** Without the password, for whoever logs it. */
  @Override
  public String toString() {
    return "AddSecondFactor[…]";
  }
}
