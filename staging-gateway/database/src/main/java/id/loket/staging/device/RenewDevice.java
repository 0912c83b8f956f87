package id.loket.staging.device;

import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/**
 * Asks whether a device may have another token.
 *
 * @param collectorId whose it is to be
 * @param dismissed whether they collect no more, as client-app says
 */
public record RenewDevice(@NotNull UUID collectorId, boolean dismissed) {}
