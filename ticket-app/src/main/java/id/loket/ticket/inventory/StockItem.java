package id.loket.ticket.inventory;

import id.loket.kit.money.Money;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a store has of an item.
 *
 * @param count how many can still be ordered
 * @param price of one; 0 for what costs nothing
 */
@Schema(
    example =
        """
        {"store": "Makassar", "item": "Kaus", "count": 12, "price": {"amount": 75000, "currency": "IDR"},
         "updatedAt": "2027-03-01T12:00:00Z"}
        """)
public record StockItem(String store, String item, long count, Money price, Instant updatedAt) {}
