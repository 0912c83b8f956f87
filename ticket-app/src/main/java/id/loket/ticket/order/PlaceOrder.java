package id.loket.ticket.order;

import id.loket.kit.language.Language;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Orders items.
 *
 * @param userId who orders; the caller without it
 * @param bookingId a booking of the user's that waits for its payment, to be paid on the order's
 *     invoice; or null
 * @param locale language of what the user is told; the caller's without it
 */
@Schema(
    example =
        """
        {"userId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f",
         "items": [{"store": "Makassar", "item": "Kaus", "quantity": 2}],
         "bookingId": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e11"}
        """)
public record PlaceOrder(
    UUID userId,
    @NotNull @Size(min = 1, max = 50) List<@Valid @NotNull Item> items,
    UUID bookingId,
    Language locale) {

  /** So many of an item at a store. */
  @Schema(name = "OrderedItem")
  public record Item(
      @NotBlank @Size(max = 100) String store,
      @NotBlank @Size(max = 100) String item,
      @NotNull @Min(1) @Max(10_000) Long quantity) {}
}
