package id.loket.collector.photo;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Set;
import java.util.UUID;

/** Photos that are asked about, and those of them that belong to a visit. */
@RegisterForReflection // native: written and read with TolerantJson
public record KnownPhotos(@NotNull @Size(max = 1000) Set<@NotNull UUID> ids) {}
