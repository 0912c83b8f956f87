package id.loket.collector.refusal;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Says how a refused item was put right.
 *
 * @param reason in one's own words
 * @param replacement the stored item that stands for it; a device must name one
 */
public record SettleRefusal(
    @NotBlank @Size(max = 500) @Schema(examples = "Dicatat ulang dengan kuitansi yang benar")
        String reason,
    UUID replacement) {}
