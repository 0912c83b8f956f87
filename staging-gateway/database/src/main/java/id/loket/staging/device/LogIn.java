package id.loket.staging.device;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/**
 * Tells of a collector who proved who they are, and the device they did it with.
 *
 * @param email what the core knows them by
 * @param takeOver whether this device replaces the one they worked with before
 * @param trailConsent whether they agree to their positions being kept
 */
public record LogIn(
    @NotNull UUID collectorId,
    @NotBlank @Size(max = 254) String email,
    @NotBlank @Size(max = 200) String name,
    @NotNull @Valid LoggedIn device,
    boolean takeOver,
    boolean trailConsent) {

  /** The device as it describes itself. */
  public record LoggedIn(
      @NotNull UUID id,
      @NotBlank @Size(max = 100) String model,
      @NotBlank @Size(max = 100) String system,
      @Min(0) int versionCode) {}

  /** Without whom it is about, for whoever logs it. */
  @Override
  public String toString() {
    return "LogIn[…]";
  }
}
