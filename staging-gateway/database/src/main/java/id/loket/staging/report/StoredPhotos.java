package id.loket.staging.report;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Set;
import java.util.UUID;

/** Tells that media has photos, complete and as their visits say. */
public record StoredPhotos(
    @NotNull UUID collectorId, @NotNull @Size(max = 1000) Set<@NotNull UUID> photos) {}
