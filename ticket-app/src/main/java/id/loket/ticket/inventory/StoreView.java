package id.loket.ticket.inventory;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whose a store is.
 *
 * @param organiserId null: administrators only
 */
@Schema(
    name = "Store",
    example =
        """
        {"store": "Makassar", "organiserId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f"}
        """)
public record StoreView(
    @NotBlank @Size(max = StockRow.LONGEST_NAME) String store,
    @Schema(nullable = true) UUID organiserId) {}
