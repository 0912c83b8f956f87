package id.loket.ticket.inventory;

import id.loket.kit.money.Money;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Says what one of an item costs at a store. */
@Schema(
    example =
        """
        {"store": "Makassar", "item": "Kaus", "price": {"amount": 75000, "currency": "IDR"}}
        """)
public record SetPrice(
    @NotBlank @Size(max = StockRow.LONGEST_NAME) String store,
    @NotBlank @Size(max = StockRow.LONGEST_NAME) String item,
    @NotNull @Valid Money price) {}
