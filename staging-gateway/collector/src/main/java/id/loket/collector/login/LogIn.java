package id.loket.collector.login;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for a device to work for a collector.
 *
 * @param code of the authenticator app, for an account that has one
 * @param takeOver whether it replaces the device they worked with before
 * @param trailConsent whether they agree to their positions being kept
 */
public record LogIn(
    @NotBlank @Size(max = 254) @Schema(examples = "collector@loket.test") String email,
    @NotBlank @Size(max = 128) @Schema(examples = "loket-collector-local") String password,
    @Size(max = 40) @Schema(examples = "287082") String code,
    @NotNull @Valid Device device,
    boolean takeOver,
    boolean trailConsent) {
  private static final int HIGHEST_VERSION = 2_100_000_000; // of Android
  private static final int HIGHEST_SDK = 10_000;

  /**
   * The device.
   *
   * @param id made by the app when it was installed
   * @param versionCode of the app
   * @param sdk the API level of its Android; of one that does not say, what {@code system} tells
   */
  public record Device(
      @NotNull UUID id,
      @NotBlank @Size(max = 100) @Schema(examples = "Samsung A15") String model,
      @NotBlank @Size(max = 100) @Schema(examples = "Android 14") String system,
      @Min(0) @Max(HIGHEST_VERSION) int versionCode,
      @Min(1) @Max(HIGHEST_SDK) @Schema(examples = "34") Integer sdk) {}

  /** Without what it says, for whoever logs it. */
  @Override
  public String toString() {
    return "LogIn[…]";
  }
}
