package id.loket.client.delivery;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/**
 * What a delivery has to know: of a picked order {@code orderId}, of a paid or cancelled one {@code
 * id}.
 */
@RegisterForReflection // native: read with TolerantJson
record OrderMessage(UUID orderId, UUID id, UUID userId, List<Delivery.Item> items) {
  UUID order() {
    return orderId == null ? id : orderId;
  }

  boolean isWhole() {
    return order() != null && userId != null && items != null;
  }
}
