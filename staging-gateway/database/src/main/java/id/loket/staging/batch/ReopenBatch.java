package id.loket.staging.batch;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Asks for a closed batch to be opened again. */
public record ReopenBatch(
    @NotBlank @Size(max = 100) String by, @NotBlank @Size(max = 500) String reason) {}
