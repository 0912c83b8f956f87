package id.loket.ticket.alert;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for mails when stock falls.
 *
 * @param store of that store only; of all without it
 * @param item that item only; all without it
 * @param threshold told once it falls to so many or fewer; 0 without it
 */
@Schema(example = "{\"email\": \"toko@loket.test\", \"store\": \"Makassar\", \"threshold\": 0}")
public record Subscribe(
    @NotBlank @Email @Size(max = 254) String email,
    @Size(max = 100) String store,
    @Size(max = 100) String item,
    @Min(0) @Max(10_000) Long threshold) {}
