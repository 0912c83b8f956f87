package id.loket.staging.device;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Asks that somebody collects no more. */
public record DismissCollector(
    @NotBlank @Size(max = 100) String by, @NotBlank @Size(max = 500) String reason) {}
