package id.loket.ticket.inventory;

import id.loket.kit.money.Money;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a store has of an item.
 *
 * @param count how many can be ordered: the same as available
 * @param onHand how many lie on the shelf
 * @param reserved how many of them orders have, until they leave it
 * @param available how many can be ordered
 * @param price of one; 0 for what costs nothing, null for what is not sold
 */
@Schema(
    example =
        """
        {"store": "Makassar", "item": "Kaus", "count": 12, "onHand": 15,
         "reserved": 3, "available": 12, "price": {"amount": 75000, "currency": "IDR"},
         "updatedAt": "2027-03-01T12:00:00Z"}
        """)
public record StockItem(
    String store,
    String item,
    long count,
    long onHand,
    long reserved,
    long available,
    @Schema(nullable = true) Money price,
    Instant updatedAt) {}
