package id.loket.staging.device;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Asks that nothing of a device is taken any more. */
public record RevokeDevice(
    @NotBlank @Size(max = 100) String by, @NotBlank @Size(max = 500) String reason) {}
