package id.loket.client.delivery;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An order on its way to its user. */
@RegisterForReflection // native: read and written with TolerantJson too
@Schema(name = "Delivery")
public record Delivery(
    UUID orderId, DeliveryStatus status, List<Item> items, Instant createdAt, Instant updatedAt) {

  /** So many of an item from a store. */
  @RegisterForReflection // native: read with TolerantJson
  @JsonIgnoreProperties(ignoreUnknown = true)
  @Schema(name = "DeliveredItem")
  public record Item(String store, String item, long quantity) {}
}
