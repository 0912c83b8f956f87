package id.loket.ticket.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One change of an item's stock.
 *
 * @param id in the order they happened
 * @param kind OPENING (what there was before movements were written), COUNTED and CHANGED by a
 *     file, RESERVED, RELEASED and SHIPPED by an order
 * @param onHand by how much what lies on the shelf changed
 * @param reserved by how much what is reserved changed
 * @param importId the file, or null
 * @param orderId the order, or null
 */
@Schema(
    name = "StockMovement",
    example =
        """
        {"id": 17, "kind": "RESERVED", "onHand": 0, "reserved": 2,
         "orderId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f", "at": "2027-03-01T12:00:00Z"}
        """)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Movement(
    long id, String kind, long onHand, long reserved, UUID importId, UUID orderId, Instant at) {}
