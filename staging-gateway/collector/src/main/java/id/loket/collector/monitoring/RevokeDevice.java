package id.loket.collector.monitoring;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Why nothing of a device is to be taken any more. */
public record RevokeDevice(@NotBlank @Size(max = 500) String reason) {}
