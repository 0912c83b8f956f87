package id.loket.collector.batch;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Why a closed batch is opened again; kept with the batch. */
public record ReopenBatch(@NotBlank @Size(max = 500) String reason) {}
