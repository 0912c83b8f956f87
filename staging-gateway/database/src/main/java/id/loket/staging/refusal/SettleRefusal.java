package id.loket.staging.refusal;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/**
 * Says how a refused item was put right.
 *
 * @param by {@code user:<id>} or {@code device:<id>}
 * @param collectorId whose it must be; null for who may settle anybody's
 * @param deviceId the device that says so; null when a person does
 * @param replacement the item that stands for it; null when none does
 */
public record SettleRefusal(
    @NotBlank @Size(max = 100) String by,
    @NotBlank @Size(max = 500) String reason,
    UUID collectorId,
    UUID deviceId,
    UUID replacement) {}
