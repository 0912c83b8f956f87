package id.loket.collector.login;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for another token for a device.
 *
 * @param device its id
 */
public record RefreshDevice(
    @NotNull @Size(max = 100) @Schema(examples = "3q2-7wRr0Zc…") String refreshToken,
    @NotNull UUID device) {

  /** Without the token, for whoever logs it. */
  @Override
  public String toString() {
    return "RefreshDevice[…]";
  }
}
