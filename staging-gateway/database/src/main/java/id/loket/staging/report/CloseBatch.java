package id.loket.staging.report;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Asks for a batch to be closed, with what the device believes is in it.
 *
 * @param items how many count in it, of whatever device
 * @param digest of those
 * @param photos those media has, complete and as their visits say
 */
public record CloseBatch(
    @NotNull UUID collectorId,
    @NotNull UUID deviceId,
    @Min(0) long items,
    @NotNull @Size(max = 64) String digest,
    @NotNull @Size(max = 100) List<@NotNull @Valid MethodTotal> receipts,
    @NotNull Set<UUID> photos) {}
