package id.loket.staging.sync;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * An item that cannot be taken, kept for people to look at.
 *
 * @param id what it came as: not always an id
 * @param problem why
 */
public record RefusedItem(
    @NotNull @Size(max = 100) String id,
    Long sequence,
    @NotNull @Size(max = 50) String problem,
    @NotNull String body) {}
